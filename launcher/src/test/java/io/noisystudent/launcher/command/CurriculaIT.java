package io.noisystudent.launcher.command;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.config.Distillation.ConfidenceWeighted;
import io.noisystudent.contracts.config.Distillation.PermutedPredictions;
import io.noisystudent.contracts.config.Distillation.SoftTargets;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.ObjectiveTerm.CrossEntropy;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingReport.TermSummary;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.Lineage;
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
import io.noisystudent.testkit.process.ServiceCommand;
import io.noisystudent.testkit.process.ServiceProcess;
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
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every kind of curriculum with a teacher or peers in every step, through the real services: that its term is felt, that its
 * last student is trained again bit for bit, and that another one comes out without the term.
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
        String ablations = "objective: [confidence-weighted, {permuted-predictions: {temperature: 2}}]";
        try (Stack stack =
                Stack.start(directory, kind, "{network: mlp, steps: 4, noise: none}", taught("mlp", ablations))) {
            // When
            stack.feed();

            // Then
            ModelVersion student = stack.lastStudent(2, "all 2 born-again students were evaluated: taught/2, taught/3");
            assertThat(student.lineage().request().teacher()).isEqualTo(new ModelRef("taught", 2));
            stack.assertTermIsFelt(student, "confidence-weighted");
            stack.assertTermIsFelt(student, "permuted-predictions");
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

    @Test
    void shouldLetStudentsLearnFromEachOther() throws IOException {
        String mutual = "objective: [cross-entropy, mutual]";
        String kind = "{mutual-learning: {ensemble: true}}";
        try (Stack stack = Stack.start(directory, kind, taught("mlp", mutual), taught("mlp-w2", mutual))) {
            // When
            stack.feed();

            // Then one request brought two versions
            assertThat(stack.finished("the students taught/1, taught/2 learned from each other; the best on validation,"
                            + " taught/., was weighed by the gate; their ensemble is taught/3"))
                    .contains("mlp + mlp-w2", "ensemble of 1, 2");
            List<ModelVersion> versions = stack.registry.versions("taught");
            assertThat(versions).hasSize(3);
            List<ModelVersion> students = versions.subList(0, 2);
            List<TrainingRequest> requests = students.stream()
                    .map(version -> version.lineage().request())
                    .toList();
            assertThat(students)
                    .extracting(version -> version.report().network())
                    .containsExactly("mlp", "mlp-w2");
            assertThat(requests).isEqualTo(requests.get(0).cohort());
            for (ModelVersion student : students) {
                assertThat(stack.registry.evaluations(student.model()))
                        .as("evidence about %s", student.model())
                        .isNotEmpty();
                stack.assertTermIsFelt(student, "mutual");
            }
            stack.assertReplayed(students);
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
            assertThat(finished(reason)).contains(" of version 1");
            List<ModelVersion> students = registry.versions("taught").stream()
                    .filter(version -> version.lineage() != null
                            && version.lineage().request().recipe().distills())
                    .toList();
            assertThat(students).hasSizeGreaterThanOrEqualTo(least);
            return students.get(students.size() - 1);
        }

        /** What the command {@code status} shows once the curriculum is finished. */
        String finished(String reason) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(status().finished())
                    .as(() -> status().waitingFor())
                    .isTrue());
            assertThat(status().waitingFor()).containsPattern(reason);
            ByteArrayOutputStream screen = new ByteArrayOutputStream();
            NoisyStudent.commandLine(new Terminal(new PrintStream(screen, true, StandardCharsets.UTF_8), false))
                    .execute("status", "--home", process.home().directory().toString());
            String shown = screen.toString(StandardCharsets.UTF_8);
            assertThat(shown).contains(status().curriculum() + ", finished: ");
            return shown;
        }

        /** That {@code replay} of the last of these trains all of them again. */
        void assertReplayed(List<ModelVersion> cohort) {
            ModelRef last = cohort.get(cohort.size() - 1).model();
            try (ServiceProcess replay = ServiceCommand.main(NoisyStudent.class)
                    .setting(
                            "noisystudent.installation",
                            Path.of("..").toAbsolutePath().normalize())
                    .arguments(
                            "replay",
                            Integer.toString(last.version()),
                            "--home",
                            process.home().directory().toString())
                    .log(directory.resolve("replay"))
                    .start()) {
                assertThat(replay.awaitExit(LIMIT)).as(replay.output()).isZero();
                assertThat(cohort).allSatisfy(version -> assertThat(replay.output())
                        .contains(version.model() + " was trained again: the file is identical"));
            }
        }

        void assertTermIsFelt(ModelVersion student) throws IOException {
            assertTermIsFelt(student, "soft-targets");
        }

        void assertTermIsFelt(ModelVersion student, String name) throws IOException {
            TermSummary term = student.report().terms().stream()
                    .filter(summary -> summary.term().equals(name))
                    .findFirst()
                    .orElseThrow();
            assertThat(term.mean()).isNotZero();
            assertThat(term.gradientShare()).isPositive();
            TrainingRequest request = student.lineage().request();
            assertThat(trained(request, "again-" + name, recipe -> recipe)).isEqualTo(weights(student.model()));
            assertThat(trained(request, "off-" + name, recipe -> without(name, recipe)))
                    .isNotEqualTo(weights(student.model()));
        }

        /** The other terms keep theirs, so that only what teacher or peers say is missing; without any, labels are learned. */
        private static Recipe without(String name, Recipe recipe) {
            Stream<ObjectiveTerm> labels =
                    recipe.objectiveTerms().size() == 1 ? Stream.of(new CrossEntropy(1, 0)) : Stream.of();
            Stream<ObjectiveTerm> terms = recipe.objectiveTerms().stream()
                    .map(term -> term.termName().equals(name) ? withoutWeight(term) : term);
            return recipe.withObjective(
                    Recipe.Objective.of(Stream.concat(labels, terms).toList()));
        }

        private static ObjectiveTerm withoutWeight(ObjectiveTerm term) {
            if (term instanceof SoftTargets soft) {
                return new SoftTargets(0, soft.temperature(), soft.standardize(), soft.rows());
            } else if (term instanceof PermutedPredictions permuted) {
                return new PermutedPredictions(0, permuted.temperature(), permuted.rows());
            } else if (term instanceof ConfidenceWeighted weighted) {
                return new ConfidenceWeighted(0, weighted.labelSmoothing());
            }
            return term instanceof ObjectiveTerm.Mutual mutual
                    ? new ObjectiveTerm.Mutual(0, mutual.update(), mutual.rows())
                    : term;
        }

        /** The weights of the same request with other recipes, as of another log of generations: no loop waits for it. */
        private Map<String, Tensor> trained(TrainingRequest like, String log, UnaryOperator<Recipe> change)
                throws IOException {
            TrainingRequest request = new TrainingRequest(
                    like.id(),
                    like.model(),
                    like.generation(),
                    like.student(),
                    like.purpose(),
                    change.apply(like.recipe()),
                    like.selection(),
                    like.seed(),
                    like.teacher(),
                    like.data(),
                    log,
                    peers(like, change),
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
                    .until(() -> version(like.id(), log), Optional::isPresent)
                    .orElseThrow());
        }

        private static @Nullable List<TrainingRequest.Peer> peers(TrainingRequest like, UnaryOperator<Recipe> change) {
            List<TrainingRequest.Peer> peers = like.peers();
            return peers == null
                    ? null
                    : peers.stream()
                            .map(peer -> new TrainingRequest.Peer(
                                    peer.id(), peer.student(), change.apply(peer.recipe()), peer.seed()))
                            .toList();
        }

        private Optional<ModelRef> version(String id, String log) {
            return registry.versions("taught").stream()
                    .filter(version -> Stream.ofNullable(version.lineage())
                            .map(Lineage::request)
                            .anyMatch(request -> id.equals(request.id()) && log.equals(request.log())))
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
