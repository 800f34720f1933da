package io.noisystudent.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.topic.TopicSettings;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclOperation;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTransactionalIdResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class StrimziTest {
    private static final Path PIPELINE = Project.file("k8s/overlays/prod/pipeline.yaml");
    private static final Path TOPICS = Project.file("k8s/components/strimzi/topics.yaml");
    private static final Path USERS = Project.file("k8s/components/strimzi/users.yaml");
    private static final Path SCRIPT = Project.file("k8s/policies/kafka-acls.sh");
    private static final List<String> USERS_OF_PIPELINE =
            List.of("model-registry", "teacher-service", "labeler-service", "student-trainer", "producer", "operator");

    /** In {@code name: digits.models,} and {@code name: digits-trainers,}. */
    private static final Pattern PIPELINE_OF_A_RIGHT =
            Pattern.compile("(?<=name: )[a-z0-9-]+?(?=\\.[a-z-]*,|-(?:labelers?|trainers|teacher),)");

    static List<Manifests> withStrimzi() {
        return Manifests.all().stream()
                .filter(manifests -> !manifests.of(Kafka.class).isEmpty())
                .toList();
    }

    /** With {@code -Dk8s.write=true} the file is written instead. */
    @Test
    void shouldDeclareTheTopicsOfTheCode() throws IOException {
        // Given
        String declared = topics(PipelineConfigReader.read(PIPELINE));
        if (Boolean.getBoolean("k8s.write")) {
            Files.writeString(TOPICS, declared);
        }

        // Then
        assertThat(Project.read(TOPICS))
                .as("made of %s: run ./mvnw -pl k8s -am test -Dk8s.write=true, then k8s/render.sh", PIPELINE)
                .isEqualTo(declared);
    }

    /** With {@code -Dk8s.write=true} the names are replaced. */
    @Test
    void shouldNameTheRightsAfterThePipeline() throws IOException {
        // Given
        String pipeline = PipelineConfigReader.read(PIPELINE).name();
        String renamed = PIPELINE_OF_A_RIGHT.matcher(Project.read(USERS)).replaceAll(pipeline);
        if (Boolean.getBoolean("k8s.write")) {
            Files.writeString(USERS, renamed);
        }

        // Then
        assertThat(Project.read(USERS))
                .as("made of %s: run ./mvnw -pl k8s -am test -Dk8s.write=true, then k8s/render.sh", PIPELINE)
                .isEqualTo(renamed);
    }

    /** With {@code -Dk8s.write=true} the script is written instead. */
    @Test
    void shouldGrantTheSameRightsWithKafkasOwnTool() throws IOException {
        // Given
        String script = KafkaAclsScript.of(Manifests.parse(Project.read(USERS)).stream()
                .filter(KafkaUser.class::isInstance)
                .map(KafkaUser.class::cast)
                .toList());
        if (Boolean.getBoolean("k8s.write")) {
            Files.writeString(SCRIPT, script);
        }

        // Then
        assertThat(Project.read(SCRIPT))
                .as("made of %s: run ./mvnw -pl k8s -am test -Dk8s.write=true", USERS)
                .isEqualTo(script);
    }

    /** A right on the topics of another pipeline is of no use, and one's own are missing. */
    @ParameterizedTest
    @MethodSource("withStrimzi")
    void shouldGrantRightsOnThePipelineInTheCluster(Manifests manifests) {
        // Given
        String pipeline = manifests.pipeline().name();
        ObjectMapper mapper = new ObjectMapper();

        // Then
        for (String user : USERS_OF_PIPELINE) {
            assertThat(rules(manifests, user)).as(user).isNotEmpty().allSatisfy(rule -> assertThat(
                            mapper.valueToTree(rule.getResource()).path("name").asText())
                    .matches(Pattern.quote(pipeline) + "[.-].*|labeler-service-"));
        }
        assertThat(TopicSettings.of(manifests.pipeline()).subList(0, 2))
                .allMatch(topic -> allows(
                        rules(manifests, "producer"), AclRuleTopicResource.class, topic.name(), AclOperation.WRITE));
    }

    @ParameterizedTest
    @MethodSource("withStrimzi")
    void shouldApplyTheTopicsOfThePipelineInTheCluster(Manifests manifests) {
        // When
        List<TopicSettings> applied = manifests.of(KafkaTopic.class).stream()
                .map(topic -> new TopicSettings(
                        topic.getMetadata().getName(),
                        topic.getSpec().getPartitions(),
                        topic.getSpec().getReplicas().shortValue(),
                        topic.getSpec().getConfig().entrySet().stream()
                                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                                        .toString()))))
                .toList();

        // Then
        assertThat(applied).containsExactlyInAnyOrderElementsOf(TopicSettings.of(manifests.pipeline()));
    }

    @ParameterizedTest
    @MethodSource("withStrimzi")
    void shouldRememberOffsetsLongerThanTasks(Manifests manifests) {
        Map<String, Object> config =
                manifests.of(Kafka.class).get(0).getSpec().getKafka().getConfig();

        assertThat(minutes(config.get("offsets.retention.minutes").toString()))
                .isGreaterThan(longestRetention(manifests.pipeline()));
        assertThat(Integer.parseInt(config.get("message.max.bytes").toString()))
                .isGreaterThanOrEqualTo(TopicSettings.MAX_MESSAGE_BYTES);
    }

    @Test
    void shouldRememberOffsetsLongerThanTasksOnALaptop() {
        Manifests laptop = Manifests.read("laptop");
        String minutes = laptop.pods().get("kafka").getSpec().getContainers().get(0).getEnv().stream()
                .filter(variable -> variable.getName().equals("KAFKA_OFFSETS_RETENTION_MINUTES"))
                .map(variable -> variable.getValue())
                .findFirst()
                .orElseThrow();

        assertThat(minutes(minutes)).isGreaterThan(longestRetention(laptop.pipeline()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model-registry", "labeler-service", "student-trainer"})
    void shouldAllowWhatTheChannelsDo(String service) {
        assertThat(withStrimzi()).isNotEmpty();
        withStrimzi().forEach(manifests -> {
            String pipeline = manifests.pipeline().name();
            List<AclRule> rules = rules(manifests, service);
            Properties properties = Project.applicationProperties(service);
            properties.stringPropertyNames().forEach(key -> {
                String value = properties
                        .getProperty(key)
                        .replace("${pipeline.name}", pipeline)
                        .replace("${noisystudent.instance}", "labeler-service-abc");
                if (key.matches("mp\\.messaging\\.incoming\\..*\\.topic")) {
                    assertThat(allows(rules, AclRuleTopicResource.class, value, AclOperation.READ))
                            .as("%s reads %s", service, value)
                            .isTrue();
                } else if (key.matches("mp\\.messaging\\.outgoing\\..*\\.topic")) {
                    assertThat(allows(rules, AclRuleTopicResource.class, value, AclOperation.WRITE))
                            .as("%s writes %s", service, value)
                            .isTrue();
                } else if (key.endsWith(".group.id")) {
                    assertThat(allows(rules, AclRuleGroupResource.class, value, AclOperation.READ))
                            .as("%s is in the group %s", service, value)
                            .isTrue();
                } else if (key.endsWith(".transactional.id")) {
                    assertThat(allows(rules, AclRuleTransactionalIdResource.class, value, AclOperation.WRITE))
                            .as("%s writes as %s", service, value)
                            .isTrue();
                }
            });
        });
    }

    /** What replays of dead letters read and write. */
    @ParameterizedTest
    @MethodSource("withStrimzi")
    void shouldAllowReplaysOfDeadLetters(Manifests manifests) {
        Topics topics = new Topics(manifests.pipeline().name());
        List<AclRule> rules = rules(manifests, "teacher-service");

        assertThat(List.of(topics.deadLetters(), topics.unlabeled(), topics.labeled()))
                .allMatch(topic -> allows(rules, AclRuleTopicResource.class, topic, AclOperation.READ))
                .allMatch(topic -> allows(rules, AclRuleTopicResource.class, topic, AclOperation.WRITE));
    }

    /**
     * Every service checks at its start that every topic is there; only producers may write images, and the
     * service that replays dead letters.
     */
    @ParameterizedTest
    @MethodSource("withStrimzi")
    void shouldAllowNoMore(Manifests manifests) {
        List<TopicSettings> topics = TopicSettings.of(manifests.pipeline());
        Project.SERVICES.forEach(service -> {
            List<AclRule> rules = rules(manifests, service);
            assertThat(topics)
                    .allMatch(topic -> allows(rules, AclRuleTopicResource.class, topic.name(), AclOperation.DESCRIBE));
            if (!service.equals("teacher-service")) {
                assertThat(topics.subList(0, 2))
                        .noneMatch(
                                topic -> allows(rules, AclRuleTopicResource.class, topic.name(), AclOperation.WRITE));
            }
            assertThat(rules)
                    .flatExtracting(AclRule::getOperations)
                    .doesNotContain(AclOperation.ALL, AclOperation.ALTER, AclOperation.DELETE);
        });
    }

    private static List<AclRule> rules(Manifests manifests, String user) {
        return manifests.of(KafkaUser.class).stream()
                .filter(object -> object.getMetadata().getName().equals(user))
                .map(object -> (KafkaUserAuthorizationSimple) object.getSpec().getAuthorization())
                .flatMap(authorization -> authorization.getAcls().stream())
                .toList();
    }

    private static boolean allows(List<AclRule> rules, Class<?> kind, String name, AclOperation operation) {
        return rules.stream()
                .filter(rule -> kind.isInstance(rule.getResource()))
                .filter(rule -> rule.getOperations().contains(operation)
                        // Kafka derives the right to describe from those to read and write.
                        || (operation == AclOperation.DESCRIBE
                                && (rule.getOperations().contains(AclOperation.READ)
                                        || rule.getOperations().contains(AclOperation.WRITE))))
                .anyMatch(rule -> matches(rule, name));
    }

    private static boolean matches(AclRule rule, String name) {
        JsonNode tree = new ObjectMapper().valueToTree(rule.getResource());
        String declared = tree.path("name").asText();
        return tree.path("patternType").asText().equals("prefix") ? name.startsWith(declared) : name.equals(declared);
    }

    private static long minutes(String value) {
        return Long.parseLong(value);
    }

    private static long longestRetention(PipelineConfig pipeline) {
        return TopicSettings.of(pipeline).stream()
                        .mapToLong(topic -> Long.parseLong(topic.config().getOrDefault("retention.ms", "-1")))
                        .max()
                        .orElseThrow()
                / 60_000;
    }

    private static String topics(PipelineConfig pipeline) {
        StringBuilder yaml = new StringBuilder("# Made from overlays/prod/pipeline.yaml by StrimziTest.\n");
        for (TopicSettings topic : TopicSettings.of(pipeline)) {
            yaml.append("---\napiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata:\n  name: ")
                    .append(topic.name())
                    .append("\n  labels:\n    strimzi.io/cluster: noisy-student\nspec:\n  partitions: ")
                    .append(topic.partitions())
                    .append("\n  replicas: ")
                    .append(topic.replication())
                    .append("\n  config:\n");
            new TreeMap<>(topic.config()).forEach((key, value) -> yaml.append("    ")
                    .append(key)
                    .append(": ")
                    .append(value)
                    .append('\n'));
        }
        return yaml.toString();
    }
}
