package io.noisystudent.testkit.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The users of a file of Strimzi's {@code KafkaUser}s, and what each may do on a broker.
 *
 * @param rights by user, in the order of the file
 */
public record KafkaUsers(Map<String, List<AclBinding>> rights) {
    /** Reads a file such as {@code k8s/components/strimzi/users.yaml}. */
    public static KafkaUsers read(Path file) {
        Map<String, List<AclBinding>> users = new LinkedHashMap<>();
        try (Reader yaml = Files.newBufferedReader(file)) {
            for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
                JsonNode user = new ObjectMapper().valueToTree(document);
                String name = user.at("/metadata/name").asText();
                if (!name.isEmpty()) {
                    users.put(name, rights(name, user.at("/spec/authorization/acls")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new KafkaUsers(users);
    }

    public Set<String> names() {
        return rights.keySet();
    }

    /** Grants all of them what they may do, as their operator does. */
    public void grant(Admin admin) throws InterruptedException {
        try {
            admin.createAcls(rights.values().stream().flatMap(List::stream).toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<AclBinding> rights(String user, JsonNode rules) {
        List<AclBinding> rights = new ArrayList<>();
        for (JsonNode rule : rules) {
            JsonNode resource = rule.get("resource");
            ResourcePattern pattern = new ResourcePattern(
                    type(resource.path("type").asText()),
                    resource.path("name").asText(),
                    resource.path("patternType").asText().equals("prefix")
                            ? PatternType.PREFIXED
                            : PatternType.LITERAL);
            for (JsonNode operation : rule.get("operations")) {
                AclOperation allowed =
                        AclOperation.fromString(operation.asText().replaceAll("(?<=[a-z])(?=[A-Z])", "_"));
                rights.add(new AclBinding(
                        pattern, new AccessControlEntry("User:" + user, "*", allowed, AclPermissionType.ALLOW)));
            }
        }
        return rights;
    }

    private static ResourceType type(String name) {
        return switch (name) {
            case "topic" -> ResourceType.TOPIC;
            case "group" -> ResourceType.GROUP;
            case "transactionalId" -> ResourceType.TRANSACTIONAL_ID;
            default -> throw new IllegalArgumentException("no kind of resource that is known here: " + name);
        };
    }
}
