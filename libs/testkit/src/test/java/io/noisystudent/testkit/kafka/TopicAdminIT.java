package io.noisystudent.testkit.kafka;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.topic.TopicAdmin;
import io.noisystudent.kafka.topic.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class TopicAdminIT {
    private static final String SERVERS = TestBroker.shared().bootstrapServers();

    private static Admin admin;

    @BeforeAll
    static void start() {
        admin = Admin.create(Map.of("bootstrap.servers", SERVERS));
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @Test
    void shouldCreateEveryTopicWhenFourServicesStartAtOnce() throws Exception {
        // Given
        PipelineConfig pipeline = pipeline("race", "{data-partitions: 3, task-partitions: 2}");

        // When
        CompletableFuture.allOf(IntStream.range(0, 4)
                        .mapToObj(i -> CompletableFuture.runAsync(() -> TopicAdmin.ensure(SERVERS, pipeline)))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        TopicAdmin.ensure(SERVERS, pipeline);

        // Then
        Map<String, TopicDescription> topics =
                admin.describeTopics(new Topics("race").all()).allTopicNames().get();
        for (TopicSettings wanted : TopicSettings.of(pipeline)) {
            assertThat(topics.get(wanted.name()).partitions()).as(wanted.name()).hasSize(wanted.partitions());
            Config config = config(wanted.name());
            wanted.config().forEach((key, value) -> assertThat(config.get(key).value())
                    .as("%s of %s", key, wanted.name())
                    .isEqualTo(value));
        }
    }

    @Test
    void shouldLeaveThePartitionsOfATopicAsTheyAre() throws Exception {
        // Given
        admin.createTopics(List.of(new NewTopic("kept.unlabeled", 1, (short) 1)))
                .all()
                .get();

        // When
        TopicAdmin.ensure(SERVERS, pipeline("kept", "{data-partitions: 5}"));

        // Then
        assertThat(admin.describeTopics(List.of("kept.unlabeled"))
                        .allTopicNames()
                        .get()
                        .get("kept.unlabeled")
                        .partitions())
                .hasSize(1);
    }

    @Test
    void shouldCorrectTopicsThatWouldLoseRecords() throws Exception {
        // Given
        admin.createTopics(List.of(
                        made("found.unlabeled", "retention.ms", "604800000"),
                        made("found.labeled", "cleanup.policy", "compact"),
                        made("found.generations", "cleanup.policy", "delete"),
                        made("found.pseudo-labels", "retention.ms", "-1")))
                .all()
                .get();

        // When
        TopicAdmin.ensure(SERVERS, pipeline("found", "{}"));

        // Then
        assertThat(config("found.unlabeled").get("retention.ms").value()).isEqualTo("-1");
        assertThat(config("found.labeled").get("cleanup.policy").value()).isEqualTo("delete");
        assertThat(config("found.generations").get("cleanup.policy").value()).isEqualTo("compact");
        assertThat(config("found.pseudo-labels").get("retention.ms").value()).isEqualTo("-1");
    }

    private static NewTopic made(String name, String setting, String value) {
        return new NewTopic(name, 1, (short) 1).configs(Map.of(setting, value));
    }

    @Test
    void shouldSayThatTheClusterIsTooSmall() {
        // When
        NoisyStudentException refusal = catchThrowableOfType(
                NoisyStudentException.class,
                () -> TopicAdmin.ensure(
                        Map.of("bootstrap.servers", SERVERS),
                        pipeline("many", "{replication: 3}"),
                        Duration.ofMillis(500)));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
        assertThat(refusal.subject()).isEqualTo("pipeline.topics.replication");
    }

    private static Config config(String topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource)).all().get().get(resource);
    }

    private static PipelineConfig pipeline(String name, String topics) {
        return PipelineConfigReader.parse("""
                pipeline:
                  name: %s
                  image: {height: 8, width: 8, channels: 1}
                  classes: [a, b]
                  topics: %s
                  recipes: [{network: mlp, steps: 1}]
                """.formatted(name, topics), "test");
    }
}
