package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.GateRule.MaxLoss;
import io.noisystudent.contracts.config.GateRule.MaxLoss.Smaller;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.teacher.curriculum.CurriculumEvent.EvaluationAnswered;
import io.noisystudent.teacher.curriculum.CurriculumEvent.TeacherMoved;
import java.util.List;
import org.junit.jupiter.api.Test;

import static io.noisystudent.teacher.curriculum.Fixture.FIRST;
import static io.noisystudent.teacher.curriculum.Fixture.LOOP;
import static io.noisystudent.teacher.curriculum.Fixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

/** A gate that compares candidates with a version that is not the teacher. */
class NamedOpponentTest {
    private static final ModelRef NAMED = new ModelRef("pets", 7);
    private static final ModelRef IMPORTED = new ModelRef("pets", 9);

    private final Drive drive = new Drive(gate("7"));

    @Test
    void shouldAskEveryModelTheSame() {
        // When
        secondCandidate(drive);

        // Then
        assertThat(drive.evaluationTasks("1"))
                .extracting(EvaluationTask::model)
                .containsExactly(SECOND, FIRST, NAMED, SECOND, FIRST, NAMED);
        drive.evaluate("1");
        assertThat(Curriculum.evaluationOf(drive.generations))
                .hasValueSatisfying(state -> assertThat(state.answers()).hasSize(6));
    }

    @Test
    void shouldNotAskANamedVersionAgainWhenTheTeacherMoves() {
        // Given
        secondCandidate(drive);
        drive.evaluate("1");

        // When
        Transition moved = drive.on(new TeacherMoved("1", IMPORTED));
        Transition named = drive.on(new TeacherMoved("1", NAMED));

        // Then
        assertThat(moved.commands())
                .extracting(command -> ((Command.Evaluate) command).task().model())
                .containsExactly(IMPORTED, IMPORTED);
        assertThat(named.state()).as("the tasks of the other teacher are open").isNull();
    }

    @Test
    void shouldTakeAnswersToWhatWasAskedAfterTheRulesHaveChanged() {
        // Given
        secondCandidate(drive);

        // When
        drive.restart(LOOP);
        drive.evaluate("1");

        // Then
        assertThat(Curriculum.evaluationOf(drive.generations)).isPresent();
    }

    @Test
    void shouldIgnoreAnAnswerAboutAnotherModelThanItsTaskNames() {
        // Given
        secondCandidate(drive);
        EvaluationTask task = drive.evaluationTasks("1").get(2);

        // When
        Transition other = drive.on(new EvaluationAnswered(task.id(), IMPORTED, task.range(), 77, null));

        // Then
        assertThat(other.state()).isNull();
        assertThat(other.note()).contains("not asked about", "pets/9");
    }

    @Test
    void shouldNotEvaluateATeacherTwiceThatIsAlsoTheParent() {
        // Given
        Drive parent = new Drive(gate("parent"));

        // When
        secondCandidate(parent);

        // Then
        assertThat(parent.evaluationTasks("1"))
                .extracting(EvaluationTask::model)
                .containsExactly(SECOND, FIRST, SECOND, FIRST);
    }

    private static void secondCandidate(Drive drive) {
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        drive.label("1");
        drive.train("1", SECOND);
    }

    private static PipelineConfig gate(String against) {
        PipelineConfig pipeline = Fixture.pipeline(LOOP);
        return new PipelineConfig(
                pipeline.name(),
                pipeline.image(),
                pipeline.resize(),
                pipeline.classes(),
                pipeline.splits(),
                pipeline.topics(),
                pipeline.curriculum(),
                pipeline.labeling(),
                pipeline.selection(),
                new GateConfig(
                        GateConfig.Mode.AUTO,
                        Split.VALIDATION,
                        List.of(new MaxLoss(0.02, against, Smaller.FILE, null))),
                pipeline.recipes());
    }
}
