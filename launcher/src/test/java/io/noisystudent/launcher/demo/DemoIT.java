package io.noisystudent.launcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.PseudoLabelsCodec;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.embedded.EmbeddedKafka;
import io.noisystudent.kafka.log.LogEnds;
import io.noisystudent.kafka.log.LogRangeReader;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.dataset.DataSet;
import io.noisystudent.launcher.dataset.Picture;
import io.noisystudent.launcher.glyph.GlyphDataSet;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.launcher.stack.StackPorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The whole loop through the real service jars, the real broker and the real store, on images in a folder. */
class DemoIT {
    private static final int LABELS_PER_CLASS = 5;
    private static final int TRAIN = 300;
    private static final int TEST = 100;
    private static final String PIPELINE = """
            pipeline:
              name: tiny
              image: {height: 28, width: 28, channels: 1}
              classes: [anchor, arrow, bolt, heart, house, key, moon, spiral, star, umbrella]
              topics: {data-partitions: 2, task-partitions: 2}
              curriculum: {max-generations: 1, control: true, collapse: {max-empty-classes: 9, min-entropy: 0}}
              labeling: {min-confidence: 0.1, task-samples: 50}
              recipes:
                - {network: small-cnn, steps: 40, batch-size: 16, unlabeled-ratio: 2, noise: none}
            """;

    @TempDir
    private Path directory;

    @Test
    void shouldPromoteAStudentAndCountEveryUnlabelledImageOnceThoughALabelerDies() throws IOException {
        // Given
        Path images = directory.resolve("images");
        DataSet glyphs = GlyphDataSet.make(TRAIN, TEST, 7);
        write(glyphs, glyphs.train(), images.resolve("train"));
        write(glyphs, glyphs.test(), images.resolve("test"));
        Path config = Files.writeString(directory.resolve("pipeline.yaml"), PIPELINE);
        Path json = directory.resolve("results.json");
        Home home = new Home(directory.resolve("home"));
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        DemoSettings settings = new DemoSettings(images, LABELS_PER_CLASS, config, 1L, json, true, false);

        // When
        CompletableFuture<Long> killed = CompletableFuture.supplyAsync(() -> killTheLabelerAfterGeneration0(screen));
        boolean promoted = new Demo(
                        new Terminal(new PrintStream(screen, true, StandardCharsets.UTF_8), false),
                        settings,
                        Path.of("..").toAbsolutePath().normalize(),
                        home,
                        StackPorts.free())
                .run();

        // Then
        assertThat(killed.join()).isEqualTo(1);
        String shown = screen.toString(StandardCharsets.UTF_8);
        JsonNode results = new ObjectMapper().readTree(json.toFile());
        assertThat(results.at("/generations")).as(shown).hasSize(2);
        assertThat(results.at("/generations/0/labeled").asInt())
                .isEqualTo(4 * glyphs.classes().size());
        assertThat(results.at("/generations/1/version").asInt()).isEqualTo(2);
        assertThat(results.at("/control/test_accuracy").asDouble()).isBetween(0.1, 1.0);
        // 40 steps of 16 labeled rows, and for the student of twice as many pseudo-labeled ones.
        assertThat(results.at("/generations/0/image_passes").asInt()).isEqualTo(640);
        assertThat(results.at("/generations/1/image_passes").asInt()).isEqualTo(1920);
        assertThat(results.at("/control/image_passes").asInt()).isEqualTo(640 + 1920);
        assertThat(results.at("/controls")).hasSize(1);
        assertThat(promoted)
                .isEqualTo(results.at("/generations/1/verdict").asText().equals("promoted"));
        assertThat(shown)
                .contains("Generation 1 labeling", "Generation 1 training", "labels only", "control of generation 1")
                .contains("labeler-service ended unexpectedly (process ", "labeler-service was started again");
        assertThat(home.directory().resolve("teacher.onnx")).exists();
        int unlabeled = TRAIN - LABELS_PER_CLASS * glyphs.classes().size();
        assertThat(results.at("/generations/1/accepted").asLong()
                        + results.at("/generations/1/rejected").asLong())
                .isEqualTo(unlabeled);
        assertEverySampleIsCountedOnce(home, unlabeled);
    }

    /** {@code kill -9}: the launcher starts another one, which takes up what this one had begun. */
    private static long killTheLabelerAfterGeneration0(ByteArrayOutputStream screen) {
        await().atMost(Duration.ofMinutes(5))
                .until(() -> screen.toString(StandardCharsets.UTF_8).contains("tiny/1 "));
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("labeler-service"))
                .filter(ProcessHandle::destroyForcibly)
                .count();
    }

    /** Reads the committed answers with a consumer of its own, from the data that the stopped broker left. */
    private static void assertEverySampleIsCountedOnce(Home home, int unlabeled) {
        List<PseudoLabels> answers = new ArrayList<>();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(home.directory(), 0)) {
            Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
            try (Admin admin = Admin.create(client);
                    LogRangeReader reader = new LogRangeReader(client, Duration.ofSeconds(30))) {
                PseudoLabelsCodec codec = new PseudoLabelsCodec();
                for (LogRange range : new LogEnds(admin).committed("tiny.pseudo-labels")) {
                    reader.read(range, record -> answers.add(codec.decode(record.topic(), record.value())));
                }
            }
        }
        Set<String> positions = new HashSet<>();
        long samples = 0;
        for (PseudoLabels answer : answers) {
            samples += answer.samples();
            for (long offset = answer.range().from(); offset < answer.range().to(); offset++) {
                assertThat(positions.add(answer.range().partition() + "@" + offset))
                        .isTrue();
            }
        }
        assertThat(samples).isEqualTo(unlabeled);
    }

    private static void write(DataSet data, List<Picture> pictures, Path folder) throws IOException {
        for (Picture picture : pictures) {
            Path file = folder.resolve(data.classes().get(picture.label())).resolve(picture.key() + ".png");
            Files.createDirectories(file.getParent());
            Files.write(file, picture.encoded());
        }
    }
}
