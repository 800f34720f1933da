package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingReport.TermSummary;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.dataset.Picture;
import io.noisystudent.launcher.feed.Feeder;
import io.noisystudent.launcher.glyph.GlyphDataSet;
import io.noisystudent.launcher.stack.Addresses;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.launcher.stack.TrainerReplay;
import io.noisystudent.launcher.teacher.TeacherClient;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.registryclient.RegistryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Ensembles through the real services: of the students of a generation, of a born-again chain, and of the versions that a
 * person names; evaluated, weighed, replayed, and as the teacher of a student.
 */
class EnsemblesIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Topics TOPICS = new Topics("averaged");
    private static final List<String> CLASSES = GlyphDataSet.make(1, 1, 7).classes();
    private static final ImageShape IMAGE = new ImageShape(28, 28, 1);
    private static final String PIPELINE = """
            pipeline:
              name: averaged
              image: {height: 28, width: 28, channels: 1}
              classes: [%s]
              topics: {data-partitions: 1, task-partitions: 1}
              curriculum:
                kind: {born-again: {transfer-set: labeled, ensemble: true}}
                max-generations: 2
                students-per-generation: 2
                ensemble: true
                control: none
              gate: {rules: []}
              recipes:
                - {network: mlp, steps: 4, noise: none}
                - {network: mlp, steps: 4, batch-size: 10, noise: none, objective: [cross-entropy, soft-targets]}
            """;

    @TempDir
    private Path directory;

    private UpProcess process;
    private RegistryClient registry;
    private TeacherClient teacher;
    private final StringWriter errors = new StringWriter();

    @BeforeEach
    void start() throws IOException {
        Home home = new Home(directory.resolve("home"));
        process = UpProcess.start(directory, home, PIPELINE.formatted(String.join(", ", CLASSES)));
        Addresses addresses = Addresses.read(home);
        registry = new RegistryClient(URI.create(addresses.registry()));
        teacher = new TeacherClient(URI.create(addresses.teacher()), Optional.empty(), Optional.empty());
        feed();
    }

    @AfterEach
    void stop() {
        process.close();
    }

    @Test
    void shouldRegisterWeighReplayAndDistillEnsembles() throws IOException, InterruptedException {
        // Given a chain of which every generation has two students
        awaitFinished();

        // Then each generation has the ensemble of its students, and the chain that of its candidates
        for (int first = 1; first <= 7; first += 3) {
            assertThat(ensemble(first + 2)).isEqualTo(of(Average.PROBABILITIES, first, first + 1));
        }
        List<ModelRef> candidates = candidates();
        assertThat(ensemble(10).members()).isEqualTo(candidates.subList(1, 3));
        assertThat(teacher.status().waitingFor()).contains("their ensemble is averaged/10");
        assertThat(registry.alias("averaged", "teacher").orElseThrow().version())
                .isEqualTo(10);
        assertThat(screen("models")).contains("ensemble of 1, 2").doesNotContain("null");
        assertThat(replay(10)).as("0 if every tensor is the same again").isZero();

        // When a person names versions, one of which was imported
        importNetwork();
        assertThat(screen("ensemble", "11", "1", "--average", "log-probabilities"))
                .contains("Generation 4 averages the log-probabilities of the versions 11, 1.");

        // Then it is weighed, and can teach
        awaitDecided("4");
        assertThat(ensemble(12)).isEqualTo(of(Average.LOG_PROBABILITIES, 11, 1));
        assertThat(registry.alias("averaged", "teacher").orElseThrow().version())
                .isEqualTo(12);
        TermSummary term = studentOf(new ModelRef("averaged", 12)).report().terms().stream()
                .filter(summary -> summary.term().equals("soft-targets"))
                .findFirst()
                .orElseThrow();
        assertThat(term.mean()).isPositive();
        assertThat(term.gradientShare()).isPositive();

        // And what is no ensemble is refused
        assertRefused("BAD_ENSEMBLE", "ensemble", "3");
        assertRefused("BAD_ENSEMBLE", "ensemble", "3", "3");
        assertRefused("NOT_FOUND", "ensemble", "3", "99");
        assertRefused("neither probabilities nor log-probabilities", "ensemble", "3", "4", "--average", "medians");
    }

    private void feed() {
        int sent = 0;
        try (Feeder feeder = new Feeder(client(), TOPICS)) {
            for (Picture picture : GlyphDataSet.make(6, 1, 7).train()) {
                Split split = ++sent % 3 == 0 ? Split.VALIDATION : Split.TRAIN;
                feeder.sendLabeled(picture, CLASSES.get(picture.label()), split, written -> {});
            }
            feeder.flush();
        }
    }

    private void awaitFinished() {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(teacher.status().finished())
                .as(() -> teacher.status().waitingFor())
                .isTrue());
    }

    /** Of each generation, oldest first; generation 0 is the first. */
    private List<ModelRef> candidates() {
        List<ModelRef> candidates = new ArrayList<>();
        for (JsonNode state : teacher.get("/generations").path("items")) {
            candidates.add(new ModelRef(
                    "averaged",
                    state.path("candidate").path("model").path("version").asInt()));
        }
        return candidates;
    }

    private Ensemble ensemble(int version) {
        ModelVersion registered =
                registry.version(new ModelRef("averaged", version)).orElseThrow();
        assertThat(registered.report().validationAccuracy()).isBetween(0.0, 1.0);
        return registered.lineage().request().ensemble();
    }

    private static Ensemble of(Average average, int... versions) {
        return new Ensemble(
                IntStream.of(versions)
                        .mapToObj(version -> new ModelRef("averaged", version))
                        .toList(),
                average);
    }

    /** The student that a trainer makes of another request of the chain, with this teacher; no loop waits for it. */
    private ModelVersion studentOf(ModelRef other) {
        TrainingRequest like = registry.version(new ModelRef("averaged", 4))
                .orElseThrow()
                .lineage()
                .request();
        TrainingRequest request = new TrainingRequest(
                like.id(),
                like.model(),
                like.generation(),
                like.student(),
                like.purpose(),
                like.recipe(),
                like.selection(),
                like.seed(),
                other,
                like.data(),
                "another",
                null,
                null);
        byte[] message = JsonCodec.of(TrainingRequest.class).encode(request);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
            Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(
                    TOPICS.trainingRequests(), request.id().getBytes(StandardCharsets.UTF_8), message));
            producer.flush();
            assertThat(sent).isDone();
        }
        return await().atMost(LIMIT)
                .until(
                        () -> registry.versions("averaged").stream()
                                .filter(version -> version.lineage() != null
                                        && "another"
                                                .equals(version.lineage()
                                                        .request()
                                                        .log()))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private void awaitDecided(String generation) {
        await().atMost(LIMIT)
                .until(
                        () -> StreamSupport.stream(
                                        teacher.get("/generations")
                                                .path("items")
                                                .spliterator(),
                                        false)
                                .filter(state -> state.at("/plan/id").asText().equals(generation))
                                .filter(state -> state.has("at"))
                                .findFirst(),
                        Optional::isPresent);
    }

    private int replay(int version) throws InterruptedException {
        Path installation = Path.of("..").toAbsolutePath().normalize();
        Addresses addresses = Addresses.read(process.home());
        return new TrainerReplay(installation, process.home(), addresses, Optional.empty()).run(version);
    }

    private void importNetwork() throws IOException {
        Path file = Files.write(
                directory.resolve("imported.onnx"), OnnxWriter.write(Networks.build("mlp-w2", IMAGE, CLASSES, 5)));
        registry.register("averaged", file, new VersionDescription(null, null));
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", Addresses.read(process.home()).bootstrapServers());
    }

    private String screen(String... line) {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        assertThat(execute(screen, line)).as(errors.toString()).isZero();
        return screen.toString(StandardCharsets.UTF_8);
    }

    private void assertRefused(String word, String... line) {
        assertThat(execute(new ByteArrayOutputStream(), line)).isNotZero();
        assertThat(errors.toString()).contains(word);
    }

    private int execute(ByteArrayOutputStream screen, String... line) {
        errors.getBuffer().setLength(0);
        List<String> arguments = new ArrayList<>(List.of(line));
        arguments.addAll(List.of("--home", process.home().directory().toString()));
        CommandLine command =
                NoisyStudent.commandLine(new Terminal(new PrintStream(screen, true, StandardCharsets.UTF_8), false));
        command.setErr(new PrintWriter(errors, true));
        return command.execute(arguments.toArray(String[]::new));
    }
}
