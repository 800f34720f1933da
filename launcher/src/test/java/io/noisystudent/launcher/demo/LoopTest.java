package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.LabelingSummary;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoopTest {
    private static final String ENSEMBLE = "ensemble";

    private final Loop loop = new Loop(new Truth());

    @Test
    void shouldKeepADecisionWhateverIsReadAgain() {
        // Given
        loop.on(promoted(0));

        // When
        loop.on(new GenerationState.Labeling(plan("0", 0, Purpose.STUDENT), LabelingSummary.NONE, ""));

        // Then
        assertThat(loop.generations()).containsExactly(promoted(0));
        assertThat(loop.hasPromotedStudent()).as("generation 0 is no student").isFalse();
        loop.on(promoted(1));
        assertThat(loop.hasPromotedStudent()).isTrue();
    }

    @Test
    void shouldCountImagePassesOfGenerationsAndControls() {
        // Given
        loop.on(promoted(0));
        loop.on(promoted(1));
        loop.on(measured(1));
        loop.on(failed(2, ErrorCode.LABELS_COLLAPSED));

        // When
        Results results = Results.of(loop, 1);

        // Then
        assertThat(results.generations()).extracting(Results.Row::imagePasses).containsExactly(640L, 640L, null);
        assertThat(results.controls()).singleElement().satisfies(control -> {
            assertThat(control.generation()).isEqualTo(1);
            assertThat(control.imagePasses()).isEqualTo(640);
        });
        assertThat(results.newestControl()).isEqualTo(results.controls().get(0));
        assertThat(Summary.of(results)).contains("image passes", "control of generation 1");
    }

    @Test
    void shouldSayFromWhomAStudentWasDistilled() {
        // Given
        loop.on(promoted(0));
        loop.on(promoted(1, "distillation"));

        // When
        Results results = Results.of(loop, 1);

        // Then
        assertThat(results.generations())
                .extracting(Results.Row::teacher)
                .containsExactly(null, new Results.Lesson(1, "asked for"));
        assertThat(Summary.of(results)).contains("mlp of version 1").endsWith("\ngeneration 1: asked for\n");
    }

    @Test
    void shouldSayOfAnEnsembleThatNoTeacherTaughtIt() {
        // Given
        loop.on(promoted(0));
        loop.on(promoted(1, ENSEMBLE));

        // When
        Results results = Results.of(loop, 1);

        // Then
        assertThat(results.generations()).extracting(Results.Row::teacher).containsOnlyNulls();
        assertThat(Summary.of(results)).doesNotContain("of version");
    }

    private static GenerationState promoted(int number) {
        return promoted(number, null);
    }

    private static GenerationState promoted(int number, @Nullable String curriculum) {
        StudentResult student = student(number);
        return new GenerationState.Promoted(
                plan(Integer.toString(number), number, Purpose.STUDENT, curriculum),
                LabelingSummary.NONE,
                List.of(student),
                student,
                "better",
                Instant.EPOCH);
    }

    private static GenerationState failed(int number, ErrorCode code) {
        return new GenerationState.Failed(
                plan(Integer.toString(number), number, Purpose.STUDENT),
                LabelingSummary.NONE,
                List.of(),
                code,
                "ended",
                Instant.EPOCH);
    }

    private static GenerationState measured(int number) {
        StudentResult student = student(number + 1);
        return new GenerationState.Measured(
                plan("control-" + number, number, Purpose.CONTROL),
                LabelingSummary.NONE,
                List.of(student),
                student,
                Instant.EPOCH);
    }

    private static StudentResult student(int number) {
        TrainingReport report = new TrainingReport(
                "mlp", 10, 1, 1, 1, 1, "float32", 1, 1, 0, 0, 0, 0, List.of(), 0, null, null, null, 640L, null, null,
                null, null, null);
        return new StudentResult(number + "-s0", new ModelRef("glyphs", number + 1), report, null, null);
    }

    private static GenerationPlan plan(String id, int number, Purpose purpose) {
        return plan(id, number, purpose, null);
    }

    private static GenerationPlan plan(String id, int number, Purpose purpose, @Nullable String curriculum) {
        Recipe recipe = new Recipe(
                "mlp",
                0,
                1,
                1,
                1,
                new Recipe.Objective(true, 1, 0, null),
                new OptimizerConfig(0.1, 0.9, 0, 0),
                Noise.NONE,
                0,
                Phases.JOINT,
                null,
                null);
        ModelRef teacher = number == 0 ? null : new ModelRef("glyphs", number);
        return new GenerationPlan(
                id,
                number,
                purpose,
                "asked for",
                recipe,
                teacher,
                List.of(),
                List.of(),
                1,
                List.of(),
                Instant.EPOCH,
                null,
                null,
                null,
                curriculum,
                null,
                ENSEMBLE.equals(curriculum)
                        ? new Ensemble(
                                List.of(new ModelRef("glyphs", 1), new ModelRef("glyphs", 2)), Average.PROBABILITIES)
                        : null,
                null);
    }
}
