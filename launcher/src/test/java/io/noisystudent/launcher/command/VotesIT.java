package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.event.LabelDoubt;
import io.noisystudent.contracts.event.LabelDoubt.AnnotatorEstimate;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.launcher.dataset.DataSet;
import io.noisystudent.launcher.dataset.Picture;
import io.noisystudent.launcher.glyph.GlyphDataSet;
import io.noisystudent.launcher.letters.DeadLetterClient;
import io.noisystudent.launcher.stack.Addresses;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.launcher.teacher.TeacherClient;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.testkit.process.ServiceCommand;
import io.noisystudent.testkit.process.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Drawn glyphs that planted annotators voted on, and some that were labeled with a distribution, sent by a producer that
 * knows nothing of this project and learned by the real services.
 */
class VotesIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Topics TOPICS = new Topics("voted");
    private static final DataSet GLYPHS = GlyphDataSet.make(200, 1, 7);
    private static final List<String> CLASSES = GLYPHS.classes();
    private static final int LABELED = 150;
    private static final String PIPELINE = """
            pipeline:
              name: voted
              image: {height: 28, width: 28, channels: 1}
              classes: [%s]
              topics: {data-partitions: 1, task-partitions: 1}
              curriculum: {max-generations: 1, control: none, collapse: {max-empty-classes: 9, min-entropy: 0}}
              labeling: {min-confidence: 0, task-samples: 50}
              gate: {rules: []}
              recipes:
                - {network: mlp, steps: 8, noise: none}
                - {network: mlp, steps: 8, batch-size: 10, unlabeled-ratio: 2, noise: {crop: 2, dropout: 0.2}}
            """.formatted(String.join(", ", CLASSES));

    @TempDir
    private Path directory;

    @Test
    void shouldTrainAStudentOnVotesAndDistributions() throws IOException {
        Home home = new Home(directory.resolve("home"));
        try (UpProcess up = UpProcess.start(directory, home, PIPELINE)) {
            // Given
            Addresses addresses = Addresses.read(home);
            RegistryClient registry = new RegistryClient(URI.create(addresses.registry()));
            TeacherClient teacher =
                    new TeacherClient(URI.create(addresses.teacher()), Optional.empty(), Optional.empty());

            // When
            feed(addresses.bootstrapServers());
            await().atMost(LIMIT)
                    .until(() -> registry.version(new ModelRef("voted", 2)).isPresent());

            // Then
            for (int version : List.of(1, 2)) {
                ModelVersion student =
                        registry.version(new ModelRef("voted", version)).orElseThrow();
                assertThat(student.report().labeled()).isEqualTo(120);
                assertThat(student.report().unreadable()).isEqualTo(3);
                assertSeesThroughBadAnnotators(student.report().doubt());
            }
            assertThat(codes(teacher))
                    .containsOnly(
                            Map.entry("distribution", "BAD_DISTRIBUTION"),
                            Map.entry("class", "UNKNOWN_LABEL"),
                            Map.entry("votes", "BAD_VOTES"));
            replay(home);
            assertThat(up.process().isAlive()).isTrue();
        }
    }

    private static void assertSeesThroughBadAnnotators(LabelDoubt doubt) {
        assertThat(doubt.distributions()).isEqualTo(20);
        assertThat(doubt.voted()).isEqualTo(100);
        assertThat(doubt.undecided()).isEqualTo(1);
        assertThat(doubt.annotators()).isEqualTo(4);
        assertThat(doubt.leastReliable())
                .extracting(AnnotatorEstimate::annotator)
                .containsExactlyInAnyOrder("careful", "quick", "guessing", "next")
                .startsWith("next", "guessing");
        assertThat(doubt.leastReliable().get(1).accuracy()).isLessThan(0.4);
        assertThat(doubt.leastReliable().get(2).accuracy()).isGreaterThan(0.7);
    }

    private static void feed(String bootstrapServers) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        try (Producer producer = new Producer(bootstrapServers)) {
            for (int i = 0; i < GLYPHS.train().size(); i++) {
                Picture picture = GLYPHS.train().get(i);
                String right = CLASSES.get(picture.label());
                String next = CLASSES.get((picture.label() + 1) % CLASSES.size());
                if (i < 100) {
                    String quick = random.nextDouble() < 0.85 ? right : CLASSES.get(random.nextInt(CLASSES.size()));
                    String guess = CLASSES.get(random.nextInt(CLASSES.size()));
                    String votes = "{\"careful\": \"%s\", \"quick\": \"%s\", \"guessing\": \"%s\", \"next\": \"%s\"}"
                            .formatted(right, quick, guess, next);
                    producer.send(picture, Map.of("votes", votes, "split", "train"));
                } else if (i < 120) {
                    String label = "{\"%s\": 0.8, \"%s\": 0.2}".formatted(right, next);
                    producer.send(picture, Map.of("label", label, "split", "train"));
                } else if (i < LABELED) {
                    producer.send(picture, Map.of("label", right, "split", "validation"));
                } else {
                    producer.send(picture, Map.of());
                }
            }
            Picture any = GLYPHS.train().get(0);
            String first = CLASSES.get(0);
            String tie = "{\"careful\": \"%s\", \"quick\": \"%s\"}".formatted(first, CLASSES.get(1));
            producer.send("tie", any, Map.of("votes", tie, "split", "validation"));
            producer.send("distribution", any, Map.of("label", "{\"%s\": 0.8}".formatted(first)));
            producer.send("class", any, Map.of("votes", "{\"careful\": \"zebra\"}"));
            producer.send("votes", any, Map.of("votes", "[\"%s\"]".formatted(first)));
        }
    }

    private static Map<String, String> codes(TeacherClient teacher) {
        JsonNode letters = new DeadLetterClient(teacher).list(Map.of()).get("items");
        return StreamSupport.stream(letters.spliterator(), false)
                .collect(Collectors.toMap(
                        item -> item.get("letter").get("key").asText(),
                        item -> item.get("letter").get("code").asText()));
    }

    private void replay(Home home) {
        ServiceCommand command = ServiceCommand.main(NoisyStudent.class)
                .setting(
                        "noisystudent.installation",
                        Path.of("..").toAbsolutePath().normalize())
                .arguments("replay", "2", "--home", home.directory().toString())
                .log(directory.resolve("replay"));
        try (ServiceProcess replay = command.start()) {
            assertThat(replay.awaitExit(LIMIT)).as(replay.output()).isZero();
        }
    }

    /** Kafka's own producer, with nothing of the launcher's. */
    private static final class Producer implements AutoCloseable {
        private final KafkaProducer<String, byte[]> kafka;

        Producer(String bootstrapServers) {
            kafka = new KafkaProducer<>(
                    Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
        }

        /** Without headers to the unlabeled topic. */
        void send(Picture picture, Map<String, String> headers) throws IOException {
            send(picture.key(), picture, headers);
        }

        void send(String key, Picture picture, Map<String, String> headers) throws IOException {
            String topic = headers.isEmpty() ? TOPICS.unlabeled() : TOPICS.labeled();
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, picture.encoded());
            headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
            Future<?> unused = kafka.send(record);
        }

        /** Waits for what was sent. */
        @Override
        public void close() {
            kafka.close();
        }
    }
}
