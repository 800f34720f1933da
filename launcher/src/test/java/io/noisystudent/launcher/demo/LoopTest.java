package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.LabelingSummary;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LoopTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBeOverWhenTheFirstStudentCannotBeTrained(boolean control) {
        Loop loop = loop(control);
        loop.on(promoted(0));
        assertThat(loop.isOver()).isFalse();
        loop.on(failed(1, ErrorCode.LABELS_COLLAPSED));
        assertThat(loop.isOver()).isTrue();
        assertThat(loop.hasPromotedStudent()).isFalse();
    }

    @Test
    void shouldNotWaitForAControlWhenAPersonCancels() {
        Loop loop = loop(true);
        loop.on(promoted(0));
        loop.on(promoted(1));
        loop.on(failed(2, ErrorCode.GENERATION_CANCELLED));
        assertThat(loop.isOver()).isTrue();
    }

    @Test
    void shouldWaitForTheControlWhenALaterStudentCannotBeTrained() {
        Loop loop = loop(true);
        loop.on(promoted(0));
        loop.on(promoted(1));
        loop.on(failed(2, ErrorCode.LABELS_COLLAPSED));
        assertThat(loop.isOver()).isFalse();
        loop.on(measured(2));
        assertThat(loop.isOver()).isTrue();
    }

    @Test
    void shouldBeOverAfterTheLastGenerationWithoutControl() {
        Loop loop = loop(false);
        for (int number = 0; number < 3; number++) {
            loop.on(promoted(number));
            assertThat(loop.isOver()).isFalse();
        }
        loop.on(promoted(3));
        assertThat(loop.isOver()).isTrue();
    }

    private static Loop loop(boolean control) {
        CurriculumConfig.CollapseBounds bounds = new CurriculumConfig.CollapseBounds(0.01, 0.3, 0);
        return new Loop(new CurriculumConfig(3, 2, 1, 1000, 100, control, 1, bounds), new Truth());
    }

    private static GenerationState promoted(int number) {
        StudentResult student = student(number);
        return new GenerationState.Promoted(
                plan(Integer.toString(number), number, Purpose.STUDENT),
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
        TrainingReport report =
                new TrainingReport("mlp", 10, 1, 1, 1, 1, "float32", 1, 1, 0, 0, 0, 0, List.of(), 0, null, null, null);
        return new StudentResult(number + "-s0", new ModelRef("glyphs", number + 1), report, null, null);
    }

    private static GenerationPlan plan(String id, int number, Purpose purpose) {
        Recipe recipe = new Recipe(
                "mlp",
                0,
                1,
                1,
                1,
                new Recipe.Objective(true, 1, 0, null),
                new Recipe.Optimizer(0.1, 0.9, 0, 0),
                Noise.NONE,
                0,
                Recipe.Phases.JOINT);
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
                null);
    }
}
