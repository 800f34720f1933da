package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.GenerationState.Labeling;
import io.noisystudent.contracts.event.GenerationState.Promoted;
import io.noisystudent.contracts.event.GenerationState.Rejected;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.ModelEvent.ModelPromoted;
import io.noisystudent.contracts.event.ModelEvent.ModelRegistered;
import io.noisystudent.contracts.event.ModelEvent.ModelRejected;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.event.TaskFailure;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import io.noisystudent.teacher.curriculum.CurriculumEvent.EvaluationAnswered;
import io.noisystudent.teacher.curriculum.CurriculumEvent.EvaluationFailed;
import io.noisystudent.teacher.curriculum.CurriculumEvent.LabelingAnswered;
import io.noisystudent.teacher.curriculum.CurriculumEvent.ModelAnnounced;
import io.noisystudent.teacher.curriculum.CurriculumEvent.TeacherMoved;
import io.noisystudent.teacher.curriculum.CurriculumEvent.TrainingReported;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.noisystudent.teacher.curriculum.Fixture.FIRST;
import static io.noisystudent.teacher.curriculum.Fixture.LOOP;
import static io.noisystudent.teacher.curriculum.Fixture.NOW;
import static io.noisystudent.teacher.curriculum.Fixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is said of a task, of a request or of a candidate leads the generation on, or out; while nothing is said, a
 * person gets it out ({@link WaysOutTest}).
 */
class WorkWaysOutTest {
    private static final ModelRef THIRD = new ModelRef("pets", 3);

    private final Drive drive = new Drive(LOOP);

    @ParameterizedTest
    @EnumSource
    void shouldEndWithALabelingTaskThatCanNeverBeDone(ErrorCode code) {
        // Given
        label();
        LabelingTask task = drive.labelingTasks("1").get(1);

        // When
        drive.on(new LabelingAnswered(TaskCompleted.failed(task, new TaskFailure(code, "because"), "labeler-1")));

        // Then
        assertFailed(code, "labeling task 1-1: because");
    }

    @Test
    void shouldEndWithALabelingTaskThatCouldNotBeRead() {
        // Given
        label();
        TaskFailure failure = new TaskFailure(ErrorCode.BAD_MESSAGE, "no JSON");

        // When
        drive.on(new LabelingAnswered(TaskCompleted.unreadable("0-1", failure, "labeler-1")));
        assertThat(state()).as("an answer that is not waited for").isInstanceOf(Labeling.class);
        drive.on(new LabelingAnswered(TaskCompleted.unreadable("1-1", failure, "labeler-1")));

        // Then
        assertFailed(ErrorCode.BAD_MESSAGE, "labeling task 1-1: no JSON");
    }

    @Test
    void shouldNotEndWithATaskThatIsAnsweredAlready() {
        // Given
        label();
        TaskFailure failure = new TaskFailure(ErrorCode.BAD_MESSAGE, "no JSON");
        drive.labelingTasks("1").forEach(task -> drive.on(Fixture.answer(task)));

        // When
        Transition labeled = drive.on(new LabelingAnswered(TaskCompleted.unreadable("1-1", failure, "labeler-1")));
        evaluate();
        EvaluationTask first = drive.evaluationTasks("1").get(0);
        drive.on(Fixture.predicted(first, 3));
        Transition predicted = drive.on(new EvaluationAnswered(first.id(), null, null, 4, failure));

        // Then
        assertThat(List.of(labeled, predicted)).containsOnly(Transition.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndWithAnEvaluationTaskThatCanNeverBeDone(ErrorCode code) {
        // Given
        evaluate();
        EvaluationTask task = drive.evaluationTasks("1").get(0);

        // When
        drive.on(new EvaluationAnswered(task.id(), task.model(), task.range(), 3, new TaskFailure(code, "because")));

        // Then
        assertFailed(code, "evaluation task " + task.id() + ": because");
    }

    @Test
    void shouldEndWithAnEvaluationTaskThatCouldNotBeRead() {
        // Given
        evaluate();
        String task = drive.evaluationTasks("1").get(0).id();
        TaskFailure failure = new TaskFailure(ErrorCode.BAD_MESSAGE, "no Protobuf");

        // When
        drive.on(new EvaluationAnswered("0-e-1-0", null, null, 3, failure));
        assertThat(state()).as("an answer that is not waited for").isInstanceOf(Evaluating.class);
        drive.on(new EvaluationAnswered(task, null, null, 4, failure));

        // Then
        assertFailed(ErrorCode.BAD_MESSAGE, "evaluation task " + task + ": no Protobuf");
    }

    @Test
    void shouldKnowWhatATrainerSays() {
        // Given
        Map<Class<?>, TrainingProgress> said = Map.of(
                TrainingProgress.Running.class,
                new TrainingProgress.Running("1-s0", 3, 10, 1, 1),
                TrainingProgress.Completed.class,
                Fixture.trained("1-s0", SECOND, 0.9).progress(),
                TrainingProgress.Failed.class,
                Fixture.notTrained("1-s0", ErrorCode.TRAINER_LOST).progress());
        Map<Class<?>, Class<? extends GenerationState>> leadsTo = Map.of(
                TrainingProgress.Running.class, Training.class,
                TrainingProgress.Completed.class, Evaluating.class,
                TrainingProgress.Failed.class, Failed.class);
        assertThat(said)
                .containsOnlyKeys(WaysOutTest.leaves(TrainingProgress.class).toArray(Class<?>[]::new));

        said.forEach((kind, progress) -> {
            Drive fresh = new Drive(LOOP);
            train(fresh);

            // When
            fresh.on(new TrainingReported(progress));

            // Then
            assertThat(fresh.state("1")).isInstanceOf(leadsTo.get(kind));
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndWithARequestThatBroughtNoStudent(ErrorCode code) {
        // Given
        train(drive);

        // When
        drive.on(Fixture.notTrained("1-s0", code));

        // Then
        assertFailed(code, "because");
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndWithAVerdictOrWaitForAPerson(Outcome outcome) {
        // Given
        evaluate(drive);

        // When
        drive.on(Fixture.evaluated("1", SECOND, outcome));

        // Then
        assertThat(state()).isInstanceOf(end(outcome));
        if (outcome == Outcome.PENDING) {
            assertThat(StateDescriptions.describe(state())).contains("waits for a person to decide about pets/2");
            assertThat(Curriculum.evaluationOf(drive.generations))
                    .as("the registry is asked again")
                    .isPresent();
        }
    }

    @Test
    void shouldHearWhatAPersonDecides() {
        // Given
        Map<Class<?>, ModelEvent> announced = Map.of(
                ModelRegistered.class, new ModelRegistered(SECOND, "00", 1, "1-s0", NOW),
                ModelPromoted.class, new ModelPromoted(SECOND, "teacher", 2, 1, NOW),
                ModelRejected.class, new ModelRejected(SECOND, "teacher", List.of("no"), NOW));
        Map<Class<?>, Class<? extends GenerationState>> leadsTo = Map.of(
                ModelRegistered.class, Evaluating.class,
                ModelPromoted.class, Promoted.class,
                ModelRejected.class, Rejected.class);
        assertThat(announced)
                .containsOnlyKeys(WaysOutTest.leaves(ModelEvent.class).toArray(Class<?>[]::new));

        announced.forEach((kind, event) -> {
            Drive fresh = new Drive(LOOP);
            evaluate(fresh);
            fresh.on(Fixture.evaluated("1", SECOND, Outcome.PENDING));

            // When
            fresh.on(new ModelAnnounced(event));

            // Then
            assertThat(fresh.state("1")).isInstanceOf(leadsTo.get(kind));
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndWithAnEvaluationThatCannotSucceed(ErrorCode code) {
        // Given
        evaluate(drive);

        // When
        drive.on(new EvaluationFailed("1", code, "because"));

        // Then
        assertFailed(code, "because");
    }

    @ParameterizedTest
    @EnumSource
    void shouldCompareWithANewTeacherAndEndWithTheVerdict(Outcome outcome) {
        // Given
        evaluate(drive);
        int asked = drive.evaluationTasks("1").size();

        // When
        drive.on(new TeacherMoved("1", THIRD));
        assertThat(Curriculum.evaluationOf(drive.generations)).isEmpty();
        List<EvaluationTask> more = drive.evaluationTasks("1");
        more.subList(asked, more.size()).forEach(task -> drive.on(Fixture.predicted(task, 90)));
        assertThat(Curriculum.evaluationOf(drive.generations)).isPresent();

        drive.on(Fixture.evaluated("1", SECOND, outcome));

        // Then
        assertThat(state()).isInstanceOf(end(outcome));
    }

    private static Class<? extends GenerationState> end(Outcome outcome) {
        return switch (outcome) {
            case PROMOTED -> Promoted.class;
            case REJECTED, WOULD_PROMOTE, WOULD_REJECT -> Rejected.class;
            case PENDING -> Evaluating.class;
        };
    }

    private void label() {
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
    }

    private static void train(Drive drive) {
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        drive.label("1");
    }

    private void evaluate() {
        if (drive.labelingTasks("1").isEmpty()) {
            label();
        }
        drive.label("1");
        drive.train("1", SECOND);
    }

    private static void evaluate(Drive drive) {
        train(drive);
        drive.train("1", SECOND);
        drive.evaluate("1");
    }

    private GenerationState state() {
        return drive.state("1");
    }

    private void assertFailed(ErrorCode code, String reason) {
        assertThat(state()).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(code);
            assertThat(failed.reason()).isEqualTo(reason);
        });
    }
}
