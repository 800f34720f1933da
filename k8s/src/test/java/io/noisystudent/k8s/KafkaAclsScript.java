package io.noisystudent.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The rights of Strimzi's users as calls of Kafka's own {@code kafka-acls.sh}. */
final class KafkaAclsScript {
    private static final String HEAD = """
            #!/usr/bin/env bash
            # Made from components/strimzi/users.yaml by StrimziTest: the same rights on a cluster that Strimzi does not run.
            # Needs Kafka's kafka-acls.sh in PATH; the arguments are those that lead it to the cluster:
            #   k8s/policies/kafka-acls.sh --bootstrap-server kafka:9093 --command-config administrator.properties
            set -euo pipefail
            cluster=("$@")

            allow() {
              kafka-acls.sh "${cluster[@]}" --add --allow-principal "$@"
            }

            """;

    private KafkaAclsScript() {}

    static String of(List<KafkaUser> users) {
        StringBuilder script = new StringBuilder(HEAD);
        for (KafkaUser user : users) {
            // Resources by what is allowed on them, so that one call serves several.
            Map<String, String> calls = new LinkedHashMap<>();
            for (AclRule rule : ((KafkaUserAuthorizationSimple) user.getSpec().getAuthorization()).getAcls()) {
                JsonNode resource = new ObjectMapper().valueToTree(rule.getResource());
                calls.merge(operations(rule, resource), resource(resource), (one, more) -> one + " " + more);
            }
            String principal = "allow User:" + user.getMetadata().getName();
            calls.forEach((operations, resources) -> script.append(principal)
                    .append(operations)
                    .append(' ')
                    .append(resources)
                    .append('\n'));
        }
        return script.toString();
    }

    private static String operations(AclRule rule, JsonNode resource) {
        String pattern = resource.path("patternType").asText().equals("prefix") ? "prefixed" : "literal";
        return rule.getOperations().stream()
                        .map(operation -> " --operation " + operation.toValue())
                        .collect(Collectors.joining())
                + " --resource-pattern-type " + pattern;
    }

    private static String resource(JsonNode resource) {
        String option = resource.path("type").asText().equals("transactionalId")
                ? "transactional-id"
                : resource.path("type").asText();
        return "--" + option + " " + resource.path("name").asText();
    }
}
