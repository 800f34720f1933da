package io.noisystudent.launcher.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.launcher.command.TraceCollector.CollectedSpan;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.dataset.DataSet;
import io.noisystudent.launcher.dataset.Picture;
import io.noisystudent.launcher.glyph.GlyphDataSet;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.launcher.stack.PipelineFile;
import io.noisystudent.launcher.stack.SecuredStack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The real services as in production: observed with what the overlay {@code prod} sets, but for the collector's address,
 * on a broker and a store with TLS, with the rights that its users have.
 */
class ProductionIT {
    private static final Topics TOPICS = new Topics("digits");
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int LABELED = 60;
    private static final int UNLABELED = 120;
    /** Of a secret that services without tokens take and do not need. */
    private static final String CANARY = "canary3c9a";

    private static final List<String> SERVICES =
            List.of("model-registry", "teacher-service", "labeler-service", "student-trainer");
    private static final String PIPELINE = """
            pipeline:
              name: digits
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

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();

    @Test
    void shouldTrainAStudentOverTlsWithFewRightsAndJoinImagesToItAndLogJsonWithoutSecrets() throws Exception {
        // Given
        Home home = new Home(directory.resolve("home"));
        home.create();
        Files.writeString(home.pipelineFile(), PIPELINE);
        PipelineConfig pipeline = PipelineFile.parse(PIPELINE, "pipeline.yaml");
        Path installation = Path.of("..").toAbsolutePath().normalize();
        try (TraceCollector collector = new TraceCollector();
                SecuredStack stack =
                        new SecuredStack(installation, home, pipeline, environment(installation, collector))) {
            Map<String, Object> reader = stack.client("operator");
            Map<String, Process> distrusting = new HashMap<>();
            for (String service : List.of("model-registry", "student-trainer")) {
                distrusting.put(service, stack.startWithWrongAuthority(service, directory.resolve(service + ".log")));
            }

            // When
            feed(stack, home);
            await().atMost(LIMIT)
                    .until(() -> traces(reader, TOPICS.trainingProgress()).containsKey("1-s0"));

            // Then
            Map<String, String> tasks = traces(reader, TOPICS.labelingTasks());
            assertThat(tasks).hasSize(3).doesNotContainValue("");
            assertThat(tasks.values()).doesNotHaveDuplicates();
            assertThat(traces(reader, TOPICS.pseudoLabels())).isEqualTo(tasks);
            assertThat(traces(reader, TOPICS.labelingProgress())).isEqualTo(tasks);
            String generation = traces(reader, TOPICS.trainingRequests()).get("1-s0");
            assertThat(generation).isNotEmpty().isNotIn(tasks.values());
            assertThat(traces(reader, TOPICS.trainingProgress())).containsEntry("1-s0", generation);
            await().atMost(LIMIT).untilAsserted(() -> assertSpans(collector, tasks, generation));
            assertStatus(stack, home);
            for (Map.Entry<String, Process> ended : distrusting.entrySet()) {
                assertThat(ended.getValue().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(ended.getValue().exitValue()).as(ended.getKey()).isNotZero();
                assertThat(Files.readString(directory.resolve(ended.getKey() + ".log")))
                        .contains("CONFIG_INVALID noisystudent.store.ca-file");
            }
        }
        for (String service : SERVICES) {
            assertThat(Files.readAllLines(home.log(service)))
                    .as(service)
                    .isNotEmpty()
                    .allSatisfy(ProductionIT::assertJson)
                    .noneMatch(line -> line.contains("HTTP 403") || line.contains("AuthorizationException"))
                    .noneMatch(line -> line.contains(CANARY) || line.contains(SecuredStack.SECRET));
        }
    }

    /** A person who may look, and may not send images. */
    private void assertStatus(SecuredStack stack, Home home) throws IOException {
        Path operator = properties(stack, "operator");
        assertThat(run(
                        "status",
                        "--pipeline",
                        home.pipelineFile().toString(),
                        "--registry",
                        stack.registry().toString(),
                        "--command-config",
                        operator.toString()))
                .as(errors.toString())
                .isZero();
        assertThat(screen.toString(StandardCharsets.UTF_8))
                .contains("60 labeled, 120 unlabeled")
                .contains("version ");
        Path images = directory.resolve("unlabeled");
        assertThat(run(
                        "feed",
                        images.toString(),
                        "--pipeline",
                        home.pipelineFile().toString(),
                        "--command-config",
                        operator.toString()))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("an image could not be written: Cluster authorization failed.");
    }

    private int run(String... arguments) {
        CommandLine command =
                NoisyStudent.commandLine(new Terminal(new PrintStream(screen, true, StandardCharsets.UTF_8), false));
        command.setErr(new PrintWriter(errors, true));
        command.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return command.execute(arguments);
    }

    /** As a person has them in a file. */
    private Path properties(SecuredStack stack, String user) throws IOException {
        Properties properties = new Properties();
        properties.putAll(stack.client(user));
        Path file = directory.resolve(user + ".properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file;
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
        // A checkpoint at every end of an epoch, so that the trainer writes to the store.
        environment.put("NOISYSTUDENT_TRAINER_CHECKPOINT_INTERVAL", "PT0S");
        return environment;
    }

    private void feed(SecuredStack stack, Home home) throws IOException {
        DataSet glyphs = GlyphDataSet.make(LABELED + UNLABELED, 10, 7);
        List<Picture> pictures = glyphs.train();
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i);
            String labels = i % 3 == 0 ? "validation/" : "train/";
            String folder = i < LABELED ? labels + glyphs.classes().get(picture.label()) : "unlabeled";
            Path file = directory.resolve(folder).resolve(picture.key() + ".png");
            Files.createDirectories(file.getParent());
            Files.write(file, picture.encoded());
        }
        String pipeline = home.pipelineFile().toString();
        String producer = properties(stack, "producer").toString();
        for (List<String> options : List.of(
                List.of("train", "--labeled", "--split", "train"),
                List.of("validation", "--labeled", "--split", "validation"),
                List.of("unlabeled"))) {
            List<String> line = new ArrayList<>(List.of("feed", "--pipeline", pipeline, "--command-config", producer));
            line.add(directory.resolve(options.get(0)).toString());
            line.addAll(options.subList(1, options.size()));
            assertThat(run(line.toArray(String[]::new))).as(errors.toString()).isZero();
        }
    }

    /** Key of each record of a topic to the trace id in its headers, empty where there is none. */
    private static Map<String, String> traces(Map<String, Object> client, String topic) {
        return records(client, topic).stream()
                .collect(Collectors.toMap(ConsumerRecord::key, ProductionIT::traceId, (first, second) -> second));
    }

    private static String traceId(ConsumerRecord<String, byte[]> record) {
        var header = record.headers().lastHeader("traceparent");
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8).split("-", 4)[1];
    }

    private static List<ConsumerRecord<String, byte[]>> records(Map<String, Object> client, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("isolation.level", "read_committed");
        // At the end of a log the broker holds a fetch back, and closing waits for it.
        settings.put("fetch.max.wait.ms", 10);
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
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
