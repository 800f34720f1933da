package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.event.LabelDoubt;
import io.noisystudent.contracts.event.LabelDoubt.AnnotatorEstimate;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.launcher.dataset.DataSet;
import io.noisystudent.launcher.dataset.Picture;
import io.noisystudent.launcher.glyph.GlyphDataSet;
import io.noisystudent.launcher.letters.DeadLetterClient;
import io.noisystudent.launcher.teacher.TeacherClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    private static final Topics TOPICS = new Topics("voted");
    private static final DataSet GLYPHS = GlyphDataSet.make(200, 1, 7);
    private static final List<String> CLASSES = GlyphPipeline.CLASSES;
    private static final int LABELED = 150;
    private static final String SETTINGS = """
            curriculum: {max-generations: 1, control: none, collapse: {max-empty-classes: 9, min-entropy: 0}}
            labeling: {min-confidence: 0, task-samples: 50}
            gate: {rules: []}
            recipes:
              - {network: mlp, steps: 8, noise: none}
              - {network: mlp, steps: 8, batch-size: 10, unlabeled-ratio: 2, noise: {crop: 2, dropout: 0.2}}
            """;

    @TempDir
    private Path directory;

    @Test
    void shouldTrainAStudentOnVotesAndDistributions() throws IOException, InterruptedException {
        try (GlyphPipeline pipeline = GlyphPipeline.start(directory, "voted", SETTINGS)) {
            // When
            feed(pipeline.client());
            await().atMost(GlyphPipeline.LIMIT)
                    .until(() -> pipeline.registry().version(pipeline.ref(2)).isPresent());

            // Then
            for (int version : List.of(1, 2)) {
                ModelVersion student = pipeline.version(version);
                assertThat(student.report().labeled()).isEqualTo(120);
                assertThat(student.report().unreadable()).isEqualTo(3);
                assertSeesThroughBadAnnotators(student.report().doubt());
            }
            assertThat(codes(pipeline.teacher()))
                    .containsOnly(
                            Map.entry("distribution", "BAD_DISTRIBUTION"),
                            Map.entry("class", "UNKNOWN_LABEL"),
                            Map.entry("votes", "BAD_VOTES"));
            assertThat(pipeline.replay(2)).as("0 if it is the same again").isZero();
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

    private static void feed(Map<String, Object> client) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        try (Producer producer = new Producer(client)) {
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

    /** Kafka's own producer, with nothing of the launcher's. */
    private static final class Producer implements AutoCloseable {
        private final KafkaProducer<String, byte[]> kafka;

        Producer(Map<String, Object> client) {
            kafka = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
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
