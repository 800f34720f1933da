package io.noisystudent.launcher.command;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.config.Distillation.SoftTargets;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingReport.TermSummary;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.dataset.DataSet;
import io.noisystudent.launcher.dataset.Picture;
import io.noisystudent.launcher.feed.Feeder;
import io.noisystudent.launcher.glyph.GlyphDataSet;
import io.noisystudent.launcher.stack.Addresses;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.launcher.teacher.LoopStatus;
import io.noisystudent.launcher.teacher.TeacherClient;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.registryclient.RegistryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every kind of curriculum with a teacher in every step, through the real services: that its term is felt, that its last
 * student is trained again bit for bit, and that another one comes out without the term.
 */
class CurriculaIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String TAUGHT =
            "objective: [{cross-entropy: {weight: 0.5}}, {soft-targets: {temperature: 2}}]";

    @TempDir
    private Path directory;

    @Test
    void shouldDistillAnImportedTeacherOnLabeledImages() throws IOException {
        String kind = "{distillation: {teacher: 1, transfer-set: labeled}}";
        try (Stack stack = Stack.start(directory, kind, taught("mlp", TAUGHT))) {
            // Given
            stack.feed();
            await().atMost(LIMIT).untilAsserted(() -> assertThat(stack.status().waitingFor())
                    .startsWith("NOT_FOUND pipeline.curriculum.kind.distillation.teacher: there is no"
                            + " version 1 of taught"));

            // When
            stack.importNetwork("mlp-w2");

            // Then
            ModelVersion student = stack.lastStudent(1, "taught/2, the student mlp of taught/1, was evaluated");
            stack.assertTermIsFelt(student);
        }
    }

    @Test
    void shouldDistillEveryBornAgainNetworkFromTheOneBefore() throws IOException {
        String kind = "born-again, max-generations: 2";
        try (Stack stack =
                Stack.start(directory, kind, "{network: mlp, steps: 4, noise: none}", taught("mlp", TAUGHT))) {
            // When
            stack.feed();

            // Then
            ModelVersion student = stack.lastStudent(2, "all 2 born-again students were evaluated: taught/2, taught/3");
            assertThat(student.lineage().request().teacher()).isEqualTo(new ModelRef("taught", 2));
            stack.assertTermIsFelt(student);
        }
    }

    @Test
    void shouldRefineLabelsOfCrops() throws IOException {
        String kind = "{label-refinery: {transfer-set: labeled}}, patience: 1, max-generations: 2";
        String refined = "objective: [{soft-targets: {temperature: 1, weight: 1}}]";
        try (Stack stack =
                Stack.start(directory, kind, "{network: mlp, steps: 4, noise: none}", taught("mlp", refined))) {
            // When
            stack.feed();

            // Then
            ModelVersion student = stack.lastStudent(
                    1,
                    "accuracy on validation has not risen for 1 generation;|all 2 students of the refinery were evaluated");
            stack.assertTermIsFelt(student);
        }
    }

    @Test
    void shouldGoOverAnAssistant() throws IOException {
        try (Stack stack = Stack.start(
                directory,
                "teacher-assistant",
                "{network: mlp-w4, steps: 4, noise: none}",
                taught("mlp-w3", TAUGHT),
                taught("mlp-w2", TAUGHT),
                taught("mlp", TAUGHT))) {
            // When
            stack.feed();

            // Then
            ModelVersion student = stack.lastStudent(
                    2,
                    "the student taught/3 of taught/2 was evaluated; the assistant mlp-w2 of taught/1, chosen by parameters");
            assertThat(student.lineage().request().recipe().network()).isEqualTo("mlp");
            stack.assertTermIsFelt(student);
        }
    }

    private static String taught(String network, String objective) {
        return "{network: " + network
                + ", steps: 4, batch-size: 10, unlabeled-ratio: 2, noise: {crop: 2, dropout: 0.2}, " + objective + "}";
    }

    /** A pipeline that runs. */
    private record Stack(UpProcess process, Path directory, RegistryClient registry, TeacherClient teacher)
            implements AutoCloseable {
        private static final Topics TOPICS = new Topics("taught");
        private static final List<String> CLASSES = GlyphDataSet.make(1, 1, 7).classes();
        private static final ImageShape IMAGE = new ImageShape(28, 28, 1);

        static Stack start(Path directory, String kind, String... recipes) throws IOException {
            String pipeline = """
                    pipeline:
                      name: taught
                      image: {height: 28, width: 28, channels: 1}
                      classes: [%s]
                      topics: {data-partitions: 1, task-partitions: 1}
                      curriculum: {kind: %s, control: none, collapse: {max-empty-classes: 9, min-entropy: 0}}
                      labeling: {min-confidence: 0, task-samples: 50}
                      gate: {rules: []}
                      recipes:
                    """.formatted(String.join(", ", CLASSES), kind)
                    + "    - " + String.join("\n    - ", recipes) + "\n";
            Home home = new Home(directory.resolve("home"));
            UpProcess process = UpProcess.start(directory, home, pipeline);
            Addresses addresses = Addresses.read(home);
            return new Stack(
                    process,
                    directory,
                    new RegistryClient(URI.create(addresses.registry())),
                    new TeacherClient(URI.create(addresses.teacher()), Optional.empty(), Optional.empty()));
        }

        void feed() {
            DataSet glyphs = GlyphDataSet.make(100, 1, 7);
            try (Feeder feeder = new Feeder(client(), TOPICS)) {
                int sent = 0;
                for (Picture picture : glyphs.train()) {
                    if (sent++ < 60) {
                        Split split = sent % 3 == 0 ? Split.VALIDATION : Split.TRAIN;
                        feeder.sendLabeled(picture, CLASSES.get(picture.label()), split, written -> {});
                    } else {
                        feeder.sendUnlabeled(picture, written -> {});
                    }
                }
                feeder.flush();
            }
        }

        void importNetwork(String network) throws IOException {
            Path file = Files.write(
                    directory.resolve("imported.onnx"), OnnxWriter.write(Networks.build(network, IMAGE, CLASSES, 5)));
            registry.register("taught", file, new VersionDescription(null, null));
        }

        LoopStatus status() {
            return teacher.status();
        }

        /**
         * The last of at least so many students, once the curriculum is finished.
         *
         * @param reason that the status gives, a regular expression
         */
        ModelVersion lastStudent(int least, String reason) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(status().finished())
                    .as(() -> status().waitingFor())
                    .isTrue());
            assertThat(status().waitingFor()).containsPattern(reason);
            ByteArrayOutputStream screen = new ByteArrayOutputStream();
            NoisyStudent.commandLine(new Terminal(new PrintStream(screen, true, StandardCharsets.UTF_8), false))
                    .execute("status", "--home", process.home().directory().toString());
            assertThat(screen.toString(StandardCharsets.UTF_8))
                    .contains(status().curriculum() + ", finished: ")
                    .contains(" of version 1");
            List<ModelVersion> students = registry.versions("taught").stream()
                    .filter(version -> version.lineage() != null
                            && version.lineage().request().recipe().distills())
                    .toList();
            assertThat(students).hasSizeGreaterThanOrEqualTo(least);
            return students.get(students.size() - 1);
        }

        void assertTermIsFelt(ModelVersion student) throws IOException {
            TermSummary term = student.report().terms().stream()
                    .filter(summary -> summary.term().equals("soft-targets"))
                    .findFirst()
                    .orElseThrow();
            assertThat(term.mean()).isNotZero();
            assertThat(term.gradientShare()).isPositive();
            TrainingRequest request = student.lineage().request();
            assertThat(trained(request, "again", request.recipe())).isEqualTo(weights(student.model()));
            assertThat(trained(request, "off", withoutWeight(request.recipe()))).isNotEqualTo(weights(student.model()));
        }

        /** The other terms keep theirs, so that only what the teacher says is missing. */
        private static Recipe withoutWeight(Recipe recipe) {
            List<ObjectiveTerm> terms = recipe.objectiveTerms().stream()
                    .map(term -> term instanceof SoftTargets soft
                            ? new SoftTargets(0, soft.temperature(), soft.standardize(), soft.rows())
                            : term)
                    .toList();
            return recipe.withObjective(Recipe.Objective.of(terms));
        }

        /** The weights of the same request with another recipe, as of another log of generations: no loop waits for it. */
        private Map<String, Tensor> trained(TrainingRequest like, String log, Recipe recipe) throws IOException {
            TrainingRequest request = new TrainingRequest(
                    like.id(),
                    like.model(),
                    like.generation(),
                    like.student(),
                    like.purpose(),
                    recipe,
                    like.selection(),
                    like.seed(),
                    like.teacher(),
                    like.data(),
                    log,
                    null);
            byte[] message = JsonCodec.of(TrainingRequest.class).encode(request);
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
                Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(
                        TOPICS.trainingRequests(), request.id().getBytes(StandardCharsets.UTF_8), message));
                producer.flush();
                assertThat(sent).isDone();
            }
            return weights(await().atMost(LIMIT)
                    .until(() -> version(log), Optional::isPresent)
                    .orElseThrow());
        }

        private Optional<ModelRef> version(String log) {
            return registry.versions("taught").stream()
                    .filter(version -> Stream.ofNullable(version.lineage())
                            .anyMatch(lineage -> log.equals(lineage.request().log())))
                    .map(ModelVersion::model)
                    .findFirst();
        }

        private Map<String, Tensor> weights(ModelRef model) throws IOException {
            Path file = directory.resolve(model.version() + ".onnx");
            registry.downloadArtifact(model, file);
            return OnnxReader.read(file).initializers();
        }

        private Map<String, Object> client() {
            return Map.of("bootstrap.servers", Addresses.read(process.home()).bootstrapServers());
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
