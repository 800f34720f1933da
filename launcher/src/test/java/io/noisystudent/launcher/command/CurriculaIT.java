package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.OmittedClass;
import io.noisystudent.contracts.event.Specialist;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.ModelVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The distillation family through the real services, one kind of curriculum after the other in one pipeline that runs,
 * in any order: that terms are felt, and that other weights come out without them; specialists, ensembles and FixRes. Each
 * test imports a network of its own, since the same file is the same version.
 */
class CurriculaIT {
    private static final String TAUGHT =
            "objective: [{cross-entropy: {weight: 0.5}}, {soft-targets: {temperature: 2}}]";

    @TempDir
    private static Path directory;

    private static @Nullable GlyphPipeline pipeline;

    @AfterAll
    static void stop() {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Test
    void shouldDistillAnImportedTeacherOnLabeledImages() throws IOException {
        // Given
        int teacher = pipeline == null ? 1 : pipeline.versions().size() + 1;
        begin(
                "{distillation: {teacher: " + teacher + ", transfer-set: labeled}}",
                taught("mlp", TAUGHT + ", omit-classes: [moon]"));
        await().atMost(GlyphPipeline.LIMIT).untilAsserted(() -> assertThat(
                        pipeline.teacher().status().waitingFor())
                .startsWith("NOT_FOUND pipeline.curriculum.kind.distillation.teacher: there is no version " + teacher));

        // When
        pipeline.importNetwork("mlp-w2");

        // Then
        assertThat(finished("taught/%d, the student mlp of taught/%d, was evaluated".formatted(teacher + 1, teacher)))
                .contains("of version " + teacher);
        ModelVersion student = pipeline.version(teacher + 1);
        TermChecks terms = new TermChecks(pipeline);
        terms.assertTrainedAgain(student);
        terms.assertTermIsFelt(student, "soft-targets");

        // And what it knows of the class that it was not shown is in its report
        assertThat(student.report().labeled()).isLessThan(40);
        OmittedClass omitted = student.report().omitted().get(0);
        assertThat(omitted.name()).isEqualTo("moon");
        assertThat(omitted.images()).isEqualTo(20);
        assertThat(omitted.ofClass()
                        - omitted.corrected().missed()
                        + omitted.corrected().mistaken())
                .as("with the bias it is predicted as often as it occurs")
                .isEqualTo(omitted.ofClass());
    }

    @Test
    void shouldMakeOneVersionOfAGeneralistAndItsSpecialists() throws IOException, InterruptedException {
        // Given
        String kind = "{specialists: {teacher: %d, clusters: 3}}";
        int generalist = pipeline == null ? 1 : pipeline.importNetwork("mlp-w5");
        begin(kind.formatted(generalist), "{network: mlp-w5, steps: 4, batch-size: 10, noise: none}");
        if (pipeline.versions().isEmpty()) {
            pipeline.importNetwork("mlp-w5");
        }

        // When
        int first = generalist + 1;
        String shown = finished("taught/%d \\(%d with specialists %d, %d, %d\\) was evaluated"
                .formatted(first + 3, generalist, first, first + 1, first + 2));

        // Then every class has a specialist
        assertThat(shown).contains("3 specialists mlp-w5 of taught/" + generalist);
        List<ModelVersion> specialists =
                IntStream.range(first, first + 3).mapToObj(pipeline::version).toList();
        assertThat(specialists)
                .flatExtracting(specialist -> specialist.report().known())
                .containsExactlyInAnyOrderElementsOf(GlyphPipeline.CLASSES);
        for (int i = 0; i < specialists.size(); i++) {
            TrainingRequest request = specialists.get(i).lineage().request();
            assertThat(request.specialist()).isEqualTo(new Specialist(i + 1, 3));
            assertThat(request.teacher()).isEqualTo(pipeline.ref(generalist));
        }

        // And one version has them all, which is the one that is weighed
        assertThat(pipeline.version(first + 3).lineage().request().ensemble())
                .isEqualTo(Ensemble.ofSpecialists(
                        pipeline.ref(generalist),
                        specialists.stream().map(ModelVersion::model).toList()));
        assertThat(pipeline.versionInOffice()).isEqualTo(first + 3);
        assertThat(pipeline.registry().evaluations(pipeline.ref(first + 3)))
                .isNotEmpty()
                .allSatisfy(evidence ->
                        assertThat(evidence.comparison().incumbent()).isNotNull());
        assertThat(pipeline.replay(first)).as("0 if it is the same again").isZero();
    }

    /** With the terms that say what of the teacher helps, CWTM and DKPP, beside the one of born-again networks. */
    @Test
    void shouldRegisterWeighReplayAndDistillEnsembles() throws IOException, InterruptedException {
        // Given a chain of which every generation has two students
        begin(
                "{born-again: {transfer-set: labeled, ensemble: true}}, max-generations: 2, students-per-generation: 2, ensemble: true",
                "{network: mlp, steps: 4, noise: none}",
                taught(
                        "mlp",
                        "objective: [confidence-weighted, {permuted-predictions: {temperature: 2}}, soft-targets]"));
        finished("born-again students were evaluated: .*; their ensemble is taught/");

        // Then each generation has the ensemble of its students, and the chain that of its candidates
        List<JsonNode> chain = pipeline.generations().stream()
                .filter(state -> state.at("/plan/curriculum").asText().equals("born-again"))
                .toList();
        List<ModelRef> candidates = chain.stream().map(pipeline::candidate).toList();
        List<ModelRef> last = List.of();
        for (JsonNode state : chain.subList(0, chain.size() - 1)) {
            last = pipeline.students(state);
            assertThat(last).hasSize(3);
            assertThat(ensemble(last.get(2))).isEqualTo(new Ensemble(last.subList(0, 2), Average.PROBABILITIES));
        }
        int chosen = chain.size() - 3;
        ModelRef together = candidates.get(chosen + 2);
        assertThat(ensemble(together))
                .isEqualTo(new Ensemble(candidates.subList(chosen, chosen + 2), Average.PROBABILITIES));
        assertThat(pipeline.versionInOffice()).isEqualTo(together.version());
        assertThat(pipeline.screen("models"))
                .contains("ensemble of " + last.get(0).version() + ", "
                        + last.get(1).version())
                .doesNotContain("null");
        assertThat(pipeline.replay(together.version()))
                .as("0 if every tensor is the same again")
                .isZero();

        // And each student of the chain learns from the one before
        ModelVersion student = pipeline.version(last.get(0).version());
        assertThat(student.lineage().request().teacher()).isEqualTo(candidates.get(chosen));
        TermChecks terms = new TermChecks(pipeline);
        terms.assertTermIsFelt(student, "soft-targets");
        terms.assertTermIsFelt(student, "confidence-weighted");
        terms.assertTermIsFelt(student, "permuted-predictions");

        // When a person names versions, one of which was imported
        int imported = pipeline.importNetwork("mlp-w6");
        int other = last.get(0).version();
        assertThat(pipeline.screen("ensemble", imported + "", other + "", "--average", "log-probabilities"))
                .contains("averages the log-probabilities of the versions " + imported + ", " + other + ".");

        // Then it is weighed, and can teach
        pipeline.awaitGeneration(pipeline.lastGeneration(), "promoted");
        ModelRef named = pipeline.ref(imported + 1);
        assertThat(ensemble(named))
                .isEqualTo(
                        new Ensemble(List.of(pipeline.ref(imported), pipeline.ref(other)), Average.LOG_PROBABILITIES));
        assertThat(pipeline.versionInOffice()).isEqualTo(named.version());
        TermChecks.assertTermHasGradient(terms.taughtBy(named, student), "soft-targets");

        // And what is no ensemble is refused
        assertRefused("BAD_ENSEMBLE", "ensemble", "" + other);
        assertRefused("BAD_ENSEMBLE", "ensemble", "" + other, "" + other);
        assertRefused("NOT_FOUND", "ensemble", "" + other, "9999");
        assertRefused(
                "neither probabilities nor log-probabilities", "ensemble", "" + other, "4", "--average", "medians");
    }

    private static Ensemble ensemble(ModelRef model) {
        ModelVersion registered = pipeline.version(model.version());
        assertThat(registered.report().validationAccuracy()).isBetween(0.0, 1.0);
        return registered.lineage().request().ensemble();
    }

    private static void assertRefused(String word, String... command) {
        GlyphPipeline.Shown shown = pipeline.run(command);
        assertThat(shown.exit()).isNotZero();
        assertThat(shown.text()).contains(word);
    }

    /** A step after every promotion, and one that a person asks for. */
    @Test
    void shouldAdaptAPromotedVersionAndOneThatAPersonNames() throws IOException, InterruptedException {
        // When a student is promoted
        begin(
                "noisy-student, max-generations: 1," + " fixres: {after-promotion: true, steps: 5, batch-size: 10}",
                "{network: small-cnn, steps: 4, batch-size: 10, noise: {crop: 2, dropout: 0.2}}");
        await().atMost(GlyphPipeline.LIMIT)
                .untilAsserted(() ->
                        assertThat(pipeline.teacher().status().waitingFor()).startsWith("all 1 generations are done"));

        // Then
        ModelVersion adapted = pipeline.version(pipeline.versionInOffice());
        ModelRef before = adapted.lineage().request().teacher();
        new AdaptedVersion(pipeline, before, adapted).check();

        // When a person asks for the same again, with a seed of its own
        pipeline.screen("fixres", before.version() + "");
        String second = pipeline.lastGeneration();
        pipeline.awaitGeneration(second, "promoted");

        // Then
        assertThat(pipeline.generation(second).at("/plan/reason").asText())
                .isEqualTo("FixRes of " + before + ", asked for by a person");
        assertThat(pipeline.screen("status")).contains("fixres of version " + before.version());
        assertRefused("NOT_FOUND 9999: there is no version 9999 of taught", "fixres", "9999");

        // When the network has no normalization
        pipeline.screen("fixres", pipeline.importNetwork("mlp-w7") + "");
        String third = pipeline.lastGeneration();
        pipeline.awaitGeneration(third, "failed");

        // Then
        assertThat(pipeline.generation(third).path("code").asText()).isEqualTo("SIGNATURE_MISMATCH");
        assertThat(pipeline.generation(third).path("reason").asText()).contains("has no batch normalization");
    }

    @Test
    void shouldRefineLabelsOfCrops() throws IOException {
        // When
        begin(
                "{label-refinery: {transfer-set: labeled}}, patience: 1, max-generations: 2",
                "{network: mlp, steps: 4, noise: none}",
                taught("mlp", "objective: [{soft-targets: {temperature: 1, weight: 1}}]"));

        // Then
        finished(
                "accuracy on validation has not risen for 1 generation;|all 2 students of the refinery were evaluated");
        new TermChecks(pipeline).assertTermIsFelt(lastStudent(), "soft-targets");
    }

    @Test
    void shouldGoOverAnAssistant() throws IOException {
        // Given
        String kind = "{teacher-assistant: {teacher: %d}}";
        int teacher = pipeline == null ? 1 : pipeline.importNetwork("mlp-w4");
        begin(kind.formatted(teacher), taught("mlp-w3", TAUGHT), taught("mlp-w2", TAUGHT), taught("mlp", TAUGHT));
        if (pipeline.versions().isEmpty()) {
            pipeline.importNetwork("mlp-w4");
        }

        // When
        String shown = finished("the student taught/%d of taught/%d was evaluated; the assistant mlp-w2 of taught/%d"
                .formatted(teacher + 2, teacher + 1, teacher));

        // Then
        assertThat(shown).contains("of version " + (teacher + 1));
        ModelVersion student = pipeline.version(teacher + 2);
        assertThat(student.lineage().request().recipe().network()).isEqualTo("mlp");
        new TermChecks(pipeline).assertTermIsFelt(student, "soft-targets");
    }

    @Test
    void shouldLetStudentsLearnFromEachOther() throws IOException, InterruptedException {
        // When
        String mutual = "objective: [cross-entropy, mutual]";
        begin("{mutual-learning: {ensemble: true}}", taught("mlp", mutual), taught("mlp-w2", mutual));

        // Then one request brought two versions
        assertThat(finished("learned from each other; the best on validation, .*; their ensemble is taught/"))
                .contains("mlp + mlp-w2");
        List<ModelVersion> students = pipeline.versions().stream()
                .filter(version ->
                        version.lineage() != null && version.lineage().request().peers() != null)
                .toList();
        List<TrainingRequest> requests =
                students.stream().map(version -> version.lineage().request()).toList();
        assertThat(students).extracting(version -> version.report().network()).containsExactly("mlp", "mlp-w2");
        assertThat(requests).isEqualTo(requests.get(0).cohort());
        for (ModelVersion student : students) {
            assertThat(pipeline.registry().evaluations(student.model()))
                    .as("evidence about %s", student.model())
                    .isNotEmpty();
        }

        // Which are averaged
        assertThat(pipeline.version(students.get(1).model().version() + 1)
                        .lineage()
                        .request()
                        .ensemble()
                        .members())
                .isEqualTo(students.stream().map(ModelVersion::model).toList());

        // And are trained again together
        assertThat(pipeline.replay(students.get(1).model().version()))
                .as("0 if both files are identical")
                .isZero();
        new TermChecks(pipeline).assertTermIsFelt(students.get(0), "mutual");
    }

    private static String taught(String network, String objective) {
        return "{network: " + network
                + ", steps: 4, batch-size: 10, unlabeled-ratio: 2, noise: {crop: 2, dropout: 0.2}, " + objective + "}";
    }

    /** The first kind starts the pipeline and feeds it; the others go on with what it has. */
    private static void begin(String kind, String... recipes) throws IOException {
        String settings = """
                curriculum: {kind: %s, control: none, collapse: {max-empty-classes: 9, min-entropy: 0}}
                labeling: {min-confidence: 0, task-samples: 50}
                gate: {rules: []}
                recipes:
                  - %s
                """.formatted(kind, String.join("\n  - ", recipes));
        if (pipeline == null) {
            pipeline = GlyphPipeline.start(directory, "taught", settings);
            pipeline.feed(60, 40);
        } else {
            pipeline.change(settings, "teacher-service");
        }
    }

    /** What the command {@code status} shows once the curriculum is finished for a reason that matches. */
    private static String finished(String reason) {
        await().atMost(GlyphPipeline.LIMIT)
                .untilAsserted(() ->
                        assertThat(pipeline.teacher().status().waitingFor()).containsPattern(reason));
        assertThat(pipeline.teacher().status().finished()).isTrue();
        String shown = pipeline.screen("status");
        assertThat(shown).contains(pipeline.teacher().status().curriculum() + ", finished: ");
        return shown;
    }

    private static ModelVersion lastStudent() {
        List<ModelVersion> students = pipeline.versions().stream()
                .filter(version -> version.lineage() != null
                        && version.lineage().request().recipe().distills())
                .toList();
        return students.get(students.size() - 1);
    }
}
