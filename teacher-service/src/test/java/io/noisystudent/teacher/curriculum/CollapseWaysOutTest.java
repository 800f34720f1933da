package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import io.noisystudent.teacher.curriculum.CurriculumEvent.AnswersMeasured;
import io.noisystudent.teacher.curriculum.CurriculumEvent.OpenRequested;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.noisystudent.teacher.curriculum.Fixture.FIRST;
import static io.noisystudent.teacher.curriculum.Fixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

/** What the section LABELS_COLLAPSED of docs/errors.md says, of a teacher that finds one class only. */
class CollapseWaysOutTest {
    private final Drive drive = new Drive(curriculum("{}"));

    @BeforeEach
    void collapse() {
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        labelAsOneClass("1");
        assertCollapsed("1", "collapse.min-entropy");
    }

    @Test
    void shouldCollapseAgainWhateverLabelsAreAdded() {
        // When
        drive.observe(FIRST, 40_000, 400);
        labelAsOneClass("2");

        // Then
        assertCollapsed("2", "collapse.min-entropy");
    }

    @Test
    void shouldNotTrainGenerationZeroAgain() {
        // When
        open(FIRST);

        // Then
        assertThat(drive.state("2").plan().selfTrained()).isTrue();
        assertThat(drive.requests("2")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"pets, 2", "pets, 9"})
    void shouldTrainWithAnotherVersionAsTeacher(String name, int version) {
        // Given what a person rolled back to, or imported
        ModelRef other = new ModelRef(name, version);

        // When
        open(other);
        drive.label("2");

        // Then
        assertThat(drive.state("2")).isInstanceOf(Training.class);
        assertThat(drive.requests("2")).singleElement().satisfies(request -> assertThat(request.teacher())
                .isEqualTo(other));
    }

    @Test
    void shouldTrainOnSuchLabelsUnderBothBoundsUntilABetterStudentIsTeacher() {
        // Given
        drive.restart(curriculum("{max-empty-classes: 1, min-entropy: 0}"));

        // When
        open(FIRST);
        labelAsOneClass("2");

        // Then
        assertThat(drive.state("2")).isInstanceOf(Training.class);

        // When
        drive.decide("2", SECOND, Outcome.PROMOTED);
        drive.restart(curriculum("{}"));
        drive.observe(SECOND, 40, 400);
        drive.label("3");

        // Then
        assertThat(drive.state("3")).isInstanceOf(Training.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{max-empty-classes: 1}; collapse.min-entropy",
                "{min-entropy: 0}; collapse.max-empty-classes",
                "{min-accepted-share: 0}; collapse.min-entropy"
            })
    void shouldCollapseAgainUnderOneBoundAlone(String bounds, String broken) {
        // Given
        drive.restart(curriculum(bounds));

        // When
        open(FIRST);
        labelAsOneClass("2");

        // Then
        assertCollapsed("2", broken);
    }

    @Test
    void shouldNameTheConfidenceWhereNothingIsAccepted() {
        // When
        open(FIRST);
        label("2", 0);

        // Then
        assertCollapsed("2", "lower labeling.min-confidence");
    }

    private void open(ModelRef teacher) {
        drive.on(new OpenRequested(Fixture.seen(teacher, 40, 400)));
    }

    private void labelAsOneClass(String generation) {
        label(generation, 2);
    }

    /** Accepts every {@code share}-th sample as a cat; none for 0. */
    private void label(String generation, int share) {
        for (LabelingTask task : drive.labelingTasks(generation)) {
            long cats = share == 0 ? 0 : task.range().length() / share;
            drive.on(Fixture.answer(task, List.of(cats, 0L)));
        }
        List<LogRange> ends = Fixture.log("pets.pseudo-labels", 80);
        drive.on(new AnswersMeasured(generation, ends));
    }

    private void assertCollapsed(String generation, String reason) {
        GenerationState state = drive.state(generation);
        assertThat(state).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(ErrorCode.LABELS_COLLAPSED);
            assertThat(failed.reason()).contains(reason);
        });
    }

    /** As pipeline.yaml gives it, so that what the documentation says is also accepted. */
    private static CurriculumConfig curriculum(String bounds) {
        return PipelineConfigReader.parse("""
                pipeline:
                  name: pets
                  image: {height: 8, width: 8, channels: 1}
                  classes: [cat, dog]
                  curriculum: {max-generations: 9, patience: 9, min-new-labels: 100, collapse: %s}
                  recipes: [{network: mlp, steps: 5}]
                """.formatted(bounds), "test").curriculum();
    }
}
