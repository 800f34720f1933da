package io.noisystudent.launcher.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.launcher.dataset.DataSet;
import io.noisystudent.launcher.dataset.Picture;
import io.noisystudent.launcher.feed.Feeder;
import io.noisystudent.launcher.glyph.GlyphDataSet;
import io.noisystudent.launcher.stack.TraceCollector.CollectedSpan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The real services, observed as in production: what the overlay {@code prod} sets, but for the collector's address. */
class ObservabilityIT {
    private static final Topics TOPICS = new Topics("observed");
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int LABELLED = 60;
    private static final int UNLABELLED = 120;
    /** Of each secret that a service without tokens and SASL takes and does not need. */
    private static final String CANARY = "canary3c9a";

    private static final List<String> SERVICES =
            List.of("model-registry", "teacher-service", "labeler-service", "student-trainer");
    private static final String PIPELINE = """
            pipeline:
              name: observed
              image: {height: 28, width: 28, channels: 1}
              classes: [anchor, arrow, bolt, heart, house, key, moon, spiral, star, umbrella]
              topics: {data-partitions: 1, task-partitions: 1}
              curriculum: {min-new-labels: 50, min-new-samples: 100, max-generations: 1, control: false, collapse: {max-empty-classes: 9, min-entropy: 0}}
              labeling: {min-confidence: 0.1, task-samples: 50}
              recipes:
                - {network: mlp, steps: 4, batch-size: 16, noise: none}
            """;

    @TempDir
    private Path directory;

    @Test
    void shouldJoinImagesToTheirStudentAndLogJsonWithoutSecrets() throws IOException {
        // Given
        Home home = new Home(directory.resolve("home"));
        home.create();
        Files.writeString(home.pipelineFile(), PIPELINE);
        Path installation = Path.of("..").toAbsolutePath().normalize();
        try (TraceCollector collector = new TraceCollector();
                LocalStack stack =
                        new LocalStack(installation, home, Ports.free(), environment(installation, collector))) {
            String broker = stack.start(what -> {}).bootstrapServers();

            // When
            feed(broker);
            await().atMost(LIMIT)
                    .until(() -> traces(broker, TOPICS.trainingProgress()).containsKey("1-s0"));

            // Then
            Map<String, String> tasks = traces(broker, TOPICS.labelingTasks());
            assertThat(tasks).hasSize(3).doesNotContainValue("");
            assertThat(tasks.values()).doesNotHaveDuplicates();
            assertThat(traces(broker, TOPICS.pseudoLabels())).isEqualTo(tasks);
            assertThat(traces(broker, TOPICS.labelingProgress())).isEqualTo(tasks);
            String generation = traces(broker, TOPICS.trainingRequests()).get("1-s0");
            assertThat(generation).isNotEmpty().isNotIn(tasks.values());
            assertThat(traces(broker, TOPICS.trainingProgress())).containsEntry("1-s0", generation);
            await().atMost(LIMIT).untilAsserted(() -> assertSpans(collector, tasks, generation));
        }
        for (String service : SERVICES) {
            assertThat(Files.readAllLines(home.log(service)))
                    .as(service)
                    .isNotEmpty()
                    .allSatisfy(ObservabilityIT::assertJson)
                    .noneMatch(line -> line.contains(CANARY) || line.contains(StoreKeys.LOCAL.secretKey()));
        }
    }

    private static void assertJson(String line) {
        JsonNode entry;
        try {
            entry = new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
        assertThat(entry.path("level").asText()).isNotEmpty();
        assertThat(entry.path("message").isTextual()).isTrue();
        assertThat(entry.has("timestamp")).isTrue();
    }

    private static void assertSpans(TraceCollector collector, Map<String, String> tasks, String generation) {
        assertThat(collector.named("send " + TOPICS.labelingTasks()))
                .extracting(CollectedSpan::traceId)
                .containsAll(tasks.values());
        assertThat(collector.named("send " + TOPICS.labelingTasks()))
                .allSatisfy(span -> assertThat(span.links()).containsExactly(generation));
        assertThat(collector.named("process " + TOPICS.labelingTasks()))
                .extracting(CollectedSpan::traceId)
                .containsAll(tasks.values());
        assertThat(collector.named("process training-requests"))
                .filteredOn(span -> span.traceId().equals(generation))
                .singleElement()
                .satisfies(span -> assertThat(span.links()).containsExactlyInAnyOrderElementsOf(tasks.values()));
        assertThat(collector.named("POST /api/v1/models/{model}/versions"))
                .as("the registry's part of the training")
                .filteredOn(span -> span.traceId().equals(generation))
                .hasSize(1);
    }

    /** What the overlay says about logs and traces; the same for all four services. */
    private static Map<String, String> environment(Path installation, TraceCollector collector) throws IOException {
        Map<String, String> environment = new HashMap<>();
        List<String> lines = Files.readAllLines(installation.resolve("k8s/rendered/prod.yaml"));
        for (int i = 0; i + 1 < lines.size(); i++) {
            String name = lines.get(i).strip().replace("- name: ", "");
            if (name.startsWith("QUARKUS_LOG_") || name.startsWith("QUARKUS_OTEL_")) {
                environment.put(
                        name, lines.get(i + 1).strip().replace("value: ", "").replace("\"", ""));
            }
        }
        assertThat(environment)
                .containsEntry("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true")
                .containsEntry("QUARKUS_OTEL_SDK_DISABLED", "false")
                .containsEntry("QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                .containsKeys("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", "QUARKUS_OTEL_TRACES_SAMPLER_ARG");
        environment.put("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", collector.uri().toString());
        environment.put("QUARKUS_OTEL_TRACES_SAMPLER_ARG", "1.0");
        environment.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "PT0.2S");
        environment.put("QUARKUS_LOG_CATEGORY__IO_NOISYSTUDENT__LEVEL", "DEBUG");
        environment.put("NOISYSTUDENT_REGISTRY_TOKEN", CANARY);
        environment.put("KAFKA_SSL_KEY_PASSWORD", CANARY);
        environment.put(
                "KAFKA_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" password=\"" + CANARY
                        + "\";");
        return environment;
    }

    private static void feed(String broker) {
        DataSet glyphs = GlyphDataSet.make(LABELLED + UNLABELLED, 10, 7);
        List<Picture> pictures = glyphs.train();
        try (Feeder feeder = new Feeder(broker, TOPICS)) {
            for (int i = 0; i < pictures.size(); i++) {
                Picture picture = pictures.get(i);
                if (i < LABELLED) {
                    Split split = i % 3 == 0 ? Split.VALIDATION : Split.TRAIN;
                    feeder.sendLabeled(picture, glyphs.classes().get(picture.label()), split, written -> {});
                } else {
                    feeder.sendUnlabeled(picture, written -> {});
                }
            }
            feeder.flush();
        }
    }

    /** Key of each record of a topic to the trace id in its headers, empty where there is none. */
    private static Map<String, String> traces(String broker, String topic) {
        return records(broker, topic).stream()
                .collect(Collectors.toMap(ConsumerRecord::key, ObservabilityIT::traceId, (first, second) -> second));
    }

    private static String traceId(ConsumerRecord<String, byte[]> record) {
        var header = record.headers().lastHeader("traceparent");
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8).split("-", 4)[1];
    }

    private static List<ConsumerRecord<String, byte[]>> records(String broker, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }
}
