package io.noisystudent.launcher.command;

import io.noisystudent.contracts.config.Distillation.ConfidenceWeighted;
import io.noisystudent.contracts.config.Distillation.PermutedPredictions;
import io.noisystudent.contracts.config.Distillation.SoftTargets;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.ObjectiveTerm.CrossEntropy;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.OmittedClass;
import io.noisystudent.contracts.event.Specialist;
import io.noisystudent.contracts.event.TrainingReport.TermSummary;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.networks.graph.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Kinds of curricula with a teacher or peers in every step, one after the other in one pipeline that runs: that the term is
 * felt, and that other weights come out without it. {@link EnsemblesIT} has born-again networks.
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
        TrainingRequest request = student.lineage().request();
        assertThat(weights(pipeline.trained(like(request, "again", recipe -> recipe))))
                .isEqualTo(weights(student));
        assertTermIsFelt(student, "soft-targets");

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
        int generalist = pipeline == null ? 1 : pipeline.importNetwork("mlp");
        begin(kind.formatted(generalist), "{network: mlp, steps: 4, batch-size: 10, noise: none}");
        if (pipeline.versions().isEmpty()) {
            pipeline.importNetwork("mlp");
        }

        // When
        int first = generalist + 1;
        String shown = finished("taught/%d \\(%d with specialists %d, %d, %d\\) was evaluated"
                .formatted(first + 3, generalist, first, first + 1, first + 2));

        // Then every class has a specialist
        assertThat(shown).contains("3 specialists mlp of taught/" + generalist);
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
        assertThat(pipeline.replay(first + 3)).as("0 if it is the same again").isZero();
    }

    /** CWTM and DKPP, where the teacher in office is the first of the chain. */
    @Test
    void shouldLearnWhatTheAblationsOfBornAgainNetworksLeaveOfTheTeacher() throws IOException {
        // When
        begin(
                "born-again, max-generations: 1",
                "{network: mlp, steps: 4, noise: none}",
                taught("mlp", "objective: [confidence-weighted, {permuted-predictions: {temperature: 2}}]"));

        // Then
        finished("born-again students were evaluated");
        ModelVersion student = lastStudent();
        assertTermIsFelt(student, "confidence-weighted");
        assertTermIsFelt(student, "permuted-predictions");
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
        assertTermIsFelt(lastStudent(), "soft-targets");
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
        assertTermIsFelt(student, "soft-targets");
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
        assertTermIsFelt(students.get(0), "mutual");
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

    private static void assertTermIsFelt(ModelVersion student, String name) throws IOException {
        TermSummary term = student.report().terms().stream()
                .filter(summary -> summary.term().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(term.mean()).isNotZero();
        assertThat(term.gradientShare()).isPositive();
        ModelVersion without =
                pipeline.trained(like(student.lineage().request(), "without-" + name, recipe -> without(name, recipe)));
        assertThat(weights(without)).isNotEqualTo(weights(student));
    }

    /** The other terms keep theirs; without any, labels are learned. */
    private static Recipe without(String name, Recipe recipe) {
        List<ObjectiveTerm> terms = new ArrayList<>();
        if (recipe.objectiveTerms().size() == 1) {
            terms.add(new CrossEntropy(1, 0));
        }
        recipe.objectiveTerms().forEach(term -> terms.add(term.termName().equals(name) ? withoutWeight(term) : term));
        return recipe.withObjective(Recipe.Objective.of(terms));
    }

    private static ObjectiveTerm withoutWeight(ObjectiveTerm term) {
        if (term instanceof SoftTargets soft) {
            return new SoftTargets(0, soft.temperature(), soft.standardize(), soft.rows());
        }
        if (term instanceof PermutedPredictions permuted) {
            return new PermutedPredictions(0, permuted.temperature(), permuted.rows());
        }
        if (term instanceof ConfidenceWeighted weighted) {
            return new ConfidenceWeighted(0, weighted.labelSmoothing());
        }
        ObjectiveTerm.Mutual mutual = (ObjectiveTerm.Mutual) term;
        return new ObjectiveTerm.Mutual(0, mutual.update(), mutual.rows());
    }

    /** The same request with other recipes, as of another log of generations: no loop waits for it. */
    private static TrainingRequest like(TrainingRequest request, String log, UnaryOperator<Recipe> change) {
        List<TrainingRequest.Peer> peers = Stream.ofNullable(request.peers())
                .flatMap(List::stream)
                .map(peer ->
                        new TrainingRequest.Peer(peer.id(), peer.student(), change.apply(peer.recipe()), peer.seed()))
                .toList();
        return new TrainingRequest(
                request.id(),
                request.model(),
                request.generation(),
                request.student(),
                request.purpose(),
                change.apply(request.recipe()),
                request.selection(),
                request.seed(),
                request.teacher(),
                request.data(),
                log,
                peers.isEmpty() ? null : peers,
                null,
                null);
    }

    private static Map<String, Tensor> weights(ModelVersion version) throws IOException {
        return pipeline.graph(version.model()).initializers();
    }
}
