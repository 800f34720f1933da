package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.ControlConfig;
import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.config.CurriculumConfig.CollapseBounds;
import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.config.FixResConfig;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.GenerationState.Labeling;
import io.noisystudent.contracts.event.GenerationState.Measured;
import io.noisystudent.contracts.event.GenerationState.Promoted;
import io.noisystudent.contracts.event.GenerationState.Rejected;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import io.noisystudent.teacher.curriculum.CurriculumEvent.CancelRequested;
import io.noisystudent.teacher.curriculum.CurriculumEvent.EvaluationFailed;
import io.noisystudent.teacher.curriculum.CurriculumEvent.LabelingAnswered;
import io.noisystudent.teacher.curriculum.CurriculumEvent.ModelAnnounced;
import io.noisystudent.teacher.curriculum.CurriculumEvent.OpenRequested;
import io.noisystudent.teacher.curriculum.CurriculumEvent.WorkPassed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static io.noisystudent.teacher.curriculum.Fixture.FIRST;
import static io.noisystudent.teacher.curriculum.Fixture.LOOP;
import static io.noisystudent.teacher.curriculum.Fixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class CurriculumTest {
    private static final ModelRef THIRD = new ModelRef("pets", 3);

    private final Drive drive = new Drive(LOOP);

    @Test
    void shouldTrainTheFirstTeacherOnTheLabelsAlone() {
        // When
        drive.observe(null, 40, 400);

        // Then
        assertThat(drive.state("0")).isInstanceOf(Training.class);
        assertThat(drive.labelingTasks("0")).isEmpty();
        TrainingRequest request = drive.requests("0").get(0);
        assertThat(request.id()).isEqualTo("0-s0");
        assertThat(request.teacher()).isNull();
        assertThat(request.purpose()).isEqualTo(Purpose.STUDENT);
        assertThat(request.recipe().network()).isEqualTo("mlp");
        assertThat(request.data().labeled()).isEqualTo(Fixture.log("pets.labeled", 40));
        assertThat(request.data().unlabeled()).isEmpty();
    }

    @Test
    void shouldSkipTheFirstGenerationWhenThereIsATeacher() {
        // When
        drive.observe(FIRST, 40, 400);

        // Then
        assertThat(drive.generations.find("0")).isEmpty();
        assertThat(drive.state("1")).isInstanceOf(Labeling.class);
        assertThat(drive.state("1").plan().teacher()).isEqualTo(FIRST);
        assertThat(drive.state("1").plan().recipe().network()).isEqualTo("cnn");
    }

    @Test
    void shouldEvaluateTheFirstCandidateWithoutAnIncumbent() {
        // Given
        drive.observe(null, 40, 400);

        // When
        drive.train("0", FIRST);

        // Then
        assertThat(drive.evaluationTasks("0"))
                .extracting(EvaluationTask::id, EvaluationTask::model, EvaluationTask::range)
                .containsExactly(
                        tuple("0-e-1-0", FIRST, new LogRange("pets.labeled", 0, 0, 30)),
                        tuple("0-e-1-1", FIRST, new LogRange("pets.labeled", 1, 0, 10)));
    }

    @Test
    void shouldCountTheTasksThatHaveNoAnswer() {
        // Given
        drive.observe(null, 40, 400);
        int whileTraining = drive.generations.openTasks();
        drive.train("0", FIRST);
        int whileEvaluating = drive.generations.openTasks();
        drive.evaluate("0");
        drive.on(Fixture.evaluated("0", FIRST, Outcome.PROMOTED));
        int betweenGenerations = drive.generations.openTasks();
        drive.observe(FIRST, 40, 401);
        int whileLabeling = drive.generations.openTasks();

        // When
        drive.on(Fixture.answer(drive.labelingTasks("1").get(0)));

        // Then
        assertThat(List.of(whileTraining, whileEvaluating, betweenGenerations, whileLabeling))
                .containsExactly(0, 2, 0, 5);
        assertThat(drive.generations.openTasks()).isEqualTo(4);
    }

    @Test
    void shouldCountTheTrainingsThatHaveNoAnswer() {
        // Given
        drive.observe(null, 40, 400);
        int whileTraining = drive.generations.openTrainings();

        // When
        drive.train("0", FIRST);

        // Then
        assertThat(whileTraining).isEqualTo(1);
        assertThat(drive.generations.openTrainings()).isZero();
    }

    @Test
    void shouldCutTheWholeSnapshotIntoTasks() {
        // Given
        drive.firstTeacher();

        // When
        drive.observe(FIRST, 40, 401);

        // Then
        assertThat(drive.labelingTasks("1"))
                .extracting(LabelingTask::id, LabelingTask::range)
                .containsExactly(
                        tuple("1-0", new LogRange("pets.unlabeled", 0, 0, 100)),
                        tuple("1-1", new LogRange("pets.unlabeled", 1, 0, 100)),
                        tuple("1-2", new LogRange("pets.unlabeled", 0, 100, 200)),
                        tuple("1-3", new LogRange("pets.unlabeled", 0, 200, 300)),
                        tuple("1-4", new LogRange("pets.unlabeled", 0, 300, 301)));
        assertThat(drive.labelingTasks("1")).allSatisfy(task -> {
            assertThat(task.model()).isEqualTo(FIRST);
            assertThat(task.generation()).isEqualTo(1);
            assertThat(task.minConfidence()).isEqualTo(0.3);
        });
    }

    @Test
    void shouldCountEveryTaskOnceWhateverTheOrder() {
        // Given
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        List<LabelingTask> tasks = drive.labelingTasks("1");

        // When
        for (int i = tasks.size() - 1; i > 0; i--) {
            drive.on(Fixture.answer(tasks.get(i)));
            drive.on(Fixture.answer(tasks.get(tasks.size() - 1), List.of(0L, 1L)));
        }

        // Then
        Labeling state = (Labeling) drive.state("1");
        assertThat(state.labeling().tasks()).isEqualTo(4);
        assertThat(state.labeling().tasksDone()).isEqualTo(3);
        assertThat(state.labeling().samples()).isEqualTo(300);
        assertThat(state.labeling().acceptedPerClass()).containsExactly(75L, 75L);
        assertThat(Curriculum.answeredBy(drive.generations)).isEmpty();
    }

    @Test
    void shouldIgnoreUnexpectedAnswers() {
        // Given
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        LabelingTask task = drive.labelingTasks("1").get(0);

        // When
        LabelingTask otherModel = new LabelingTask(task.id(), 1, SECOND, task.range(), 0.3);
        LabelingTask otherRange = new LabelingTask(task.id(), 1, FIRST, new LogRange("pets.unlabeled", 0, 0, 99), 0.3);
        List<Transition> transitions = List.of(
                drive.on(Fixture.answer(otherModel)),
                drive.on(Fixture.answer(otherRange)),
                drive.on(Fixture.answer(new LabelingTask("1-4", 1, FIRST, task.range(), 0.3))),
                drive.on(Fixture.answer(new LabelingTask("2-0", 2, FIRST, task.range(), 0.3))));

        // Then
        assertThat(transitions)
                .allSatisfy(transition -> assertThat(transition.state()).isNull());
    }

    @Test
    void shouldCountTheClassesOfAGenerationThatAnEarlierVersionOpened() {
        // Given
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        Labeling opened = (Labeling) drive.state("1");
        GenerationPlan earlier =
                Fixture.writtenBefore(opened.plan(), opened.plan().logs());
        drive.generations = drive.generations.with(new Labeling(earlier, opened.labeling(), opened.done()));
        PipelineConfig two = Fixture.pipeline(LOOP);
        PipelineConfig three = Fixture.edited(two, two.image(), List.of("cat", "dog", "fox"));
        LabelingAnswered answer = Fixture.answer(drive.labelingTasks("1").get(0));

        // When
        Transition same = Fixture.curriculum(two).on(drive.generations, answer);
        Transition other = Fixture.curriculum(three).on(drive.generations, answer);

        // Then
        assertThat(same.state()).isInstanceOf(Labeling.class);
        assertThat(other.state()).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(ErrorCode.SIGNATURE_MISMATCH);
            assertThat(failed.reason()).contains("there were 2 classes and are 3");
        });
    }

    @Test
    void shouldFailWhenAnAnswerDoesNotAddUp() {
        // Given
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        TaskCompleted sound = Fixture.answer(drive.labelingTasks("1").get(0)).answer();
        TaskCompleted wrong = new TaskCompleted(
                sound.taskId(),
                1,
                FIRST,
                sound.range(),
                sound.accepted() + 1,
                sound.rejected(),
                0,
                sound.acceptedPerClass(),
                sound.confidences(),
                "labeler-1",
                1,
                1,
                null,
                null);

        // When
        drive.on(new LabelingAnswered(wrong));

        // Then
        assertThat(drive.state("1")).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(ErrorCode.BAD_MESSAGE);
            assertThat(failed.reason()).contains("1-0").contains("50 accepted by class, 51 in all");
        });
    }

    @Test
    void shouldEndWithTheReasonOfALabelingTaskThatCanNeverBeDone() {
        // Given
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        List<LabelingTask> tasks = drive.labelingTasks("1");
        drive.on(Fixture.answer(tasks.get(0)));

        // When an answer counts already, it stays
        assertThat(drive.on(Fixture.failed(tasks.get(0))).state()).isNull();
        drive.on(Fixture.failed(tasks.get(1)));

        // Then
        assertThat(drive.state("1")).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(ErrorCode.LINEAGE_EXPIRED);
            assertThat(failed.reason()).isEqualTo("labeling task 1-1: the log begins at 7");
        });
        assertThat(drive.on(Fixture.answer(tasks.get(2))).state()).isNull();
        // Then new data opens the next one, as after any failure
        drive.observe(FIRST, 40, 400);
        assertThat(drive.generations.open()).isEmpty();
        drive.observe(FIRST, 140, 400);
        assertThat(drive.state("2")).isInstanceOf(Labeling.class);
    }

    @Test
    void shouldEndWithTheReasonOfAnEvaluationTaskThatCanNeverBeDone() {
        // Given
        drive.observe(null, 40, 400);
        drive.train("0", FIRST);

        // When
        drive.on(Fixture.failed(drive.evaluationTasks("0").get(1)));

        // Then
        assertThat(drive.state("0")).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(ErrorCode.LINEAGE_EXPIRED);
            assertThat(failed.reason()).isEqualTo("evaluation task 0-e-1-1: the log begins at 7");
            assertThat(failed.students()).hasSize(1);
        });
    }

    @Test
    void shouldTrainOnExactlyTheAnswersOfThisGeneration() {
        // Given
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);

        // When
        drive.label("1");

        // Then
        TrainingRequest request = drive.requests("1").get(0);
        assertThat(request.teacher()).isEqualTo(FIRST);
        assertThat(request.data().labelingTasks()).isEqualTo(4);
        assertThat(request.data().samples()).isEqualTo(400);
        assertThat(request.data().unlabeled()).isEqualTo(Fixture.log("pets.unlabeled", 400));
        assertThat(request.data().pseudoLabels())
                .containsExactly(
                        new LogRange("pets.pseudo-labels", 0, 30, 60), new LogRange("pets.pseudo-labels", 1, 10, 20));
    }

    @Test
    void shouldAskForMoreInEveryGeneration() {
        // Given
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        drive.label("1");
        drive.decide("1", SECOND, Outcome.PROMOTED);
        drive.observe(SECOND, 40, 400);

        // When
        drive.label("2");

        // Then
        assertThat(drive.requests("1").get(0).selection().perClass()).isEqualTo(20);
        assertThat(drive.requests("2").get(0).selection().perClass()).isEqualTo(30);
    }

    @Test
    void shouldNotTrainBeforeTheLastAnswer() {
        // Given
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        drive.labelingTasks("1").stream().skip(1).forEach(task -> drive.on(Fixture.answer(task)));

        // When
        drive.on(new CurriculumEvent.AnswersMeasured("1", Fixture.log("pets.pseudo-labels", 80)));

        // Then
        assertThat(drive.state("1")).isInstanceOf(Labeling.class);
    }

    @Test
    void shouldFailRatherThanTrainOnCollapsedLabels() {
        // Given
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);

        // When
        drive.labelingTasks("1").forEach(task -> drive.on(Fixture.answer(task, List.of(50L, 0L))));
        drive.on(new CurriculumEvent.AnswersMeasured("1", Fixture.log("pets.pseudo-labels", 80)));

        // Then
        assertThat(drive.state("1")).isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.code())
                .isEqualTo(ErrorCode.LABELS_COLLAPSED));
        assertThat(drive.requests("1")).isEmpty();
    }

    @Test
    void shouldEvaluateTheBestOfSeveralStudents() {
        // Given
        Drive many = new Drive(Fixture.students(3));
        many.observe(FIRST, 40, 400);
        many.label("1");
        assertThat(many.requests("1")).extracting(TrainingRequest::id).containsExactly("1-s0", "1-s1", "1-s2");
        assertThat(many.requests("1")).extracting(TrainingRequest::seed).doesNotHaveDuplicates();

        // When
        many.on(Fixture.trained("1-s2", new ModelRef("pets", 4), 0.9));
        many.on(Fixture.trained("1-s2", new ModelRef("pets", 9), 0.99));
        many.on(Fixture.notTrained("1-s0", ErrorCode.TRAINING_DIVERGED));
        assertThat(many.state("1")).isInstanceOf(Training.class);
        many.on(Fixture.trained("1-s1", new ModelRef("pets", 3), 0.9));

        // Then
        Evaluating state = (Evaluating) many.state("1");
        assertThat(state.candidate().requestId()).isEqualTo("1-s1");
        assertThat(state.students()).hasSize(2);
        assertThat(many.evaluationTasks("1"))
                .extracting(EvaluationTask::id)
                .containsExactlyInAnyOrder("1-e-3-0", "1-e-1-0", "1-e-3-1", "1-e-1-1");
    }

    @Test
    void shouldFailWithTheTrainersCodeWhenNoStudentIsLeft() {
        // Given
        Drive many = new Drive(Fixture.students(2));
        many.observe(FIRST, 40, 400);
        many.label("1");

        // When
        many.on(Fixture.notTrained("1-s1", ErrorCode.TRAINING_DIVERGED));
        many.on(Fixture.notTrained("1-s1", ErrorCode.NO_TRAINING_DATA));
        assertThat(many.state("1")).isInstanceOf(Training.class);
        many.on(Fixture.notTrained("1-s0", ErrorCode.PARITY_LOST));

        // Then
        assertThat(many.state("1")).isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.code())
                .isEqualTo(ErrorCode.TRAINING_DIVERGED));
    }

    @Test
    void shouldGoOnWithTheStudentsThatWereTrainedWhenOtherRequestsArePassed() {
        // Given
        Drive many = new Drive(Fixture.students(3));
        many.observe(FIRST, 40, 400);
        many.label("1");
        many.on(Fixture.trained("1-s1", SECOND, 0.9));

        // When
        many.on(new WorkPassed("1", new OpenWork("pets.training-requests", "pets-trainers", 2)));

        // Then
        assertThat(many.state("1")).isInstanceOfSatisfying(Evaluating.class, state -> assertThat(
                        state.candidate().model())
                .isEqualTo(SECOND));
        assertThat(many.on(Fixture.trained("1-s0", new ModelRef("pets", 3), 0.99)))
                .as("a late answer")
                .isEqualTo(Transition.NONE);
    }

    @Test
    void shouldKeepTheFirstAnswerToAnEvaluationTask() {
        // Given
        drive.observe(null, 40, 400);
        drive.train("0", FIRST);
        List<EvaluationTask> tasks = drive.evaluationTasks("0");

        // When
        drive.on(Fixture.predicted(tasks.get(0), 5));
        drive.on(Fixture.predicted(tasks.get(0), 6));
        assertThat(Curriculum.evaluationOf(drive.generations)).isEmpty();
        drive.on(Fixture.predicted(tasks.get(1), 7));

        // Then
        assertThat(Curriculum.evaluationOf(drive.generations))
                .hasValueSatisfying(state ->
                        assertThat(state.answers()).containsEntry("0-e-1-0", 5L).containsEntry("0-e-1-1", 7L));
    }

    @Test
    void shouldNotPromoteWithoutEvidence() {
        // Given
        drive.observe(null, 40, 400);
        drive.train("0", FIRST);

        // When
        drive.on(Fixture.evaluated("0", FIRST, Outcome.PROMOTED));
        drive.on(new ModelAnnounced(new ModelEvent.ModelPromoted(FIRST, "teacher", 1, null, Fixture.NOW)));

        // Then
        assertThat(drive.state("0")).isInstanceOf(Evaluating.class);
    }

    @Test
    void shouldLetTheIncumbentLabelAgainAfterARejection() {
        // Given
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        drive.label("1");

        // When
        drive.decide("1", SECOND, Outcome.REJECTED);
        drive.observe(FIRST, 40, 400);

        // Then
        assertThat(drive.state("1")).isInstanceOf(Rejected.class);
        assertThat(drive.state("2").plan().teacher()).isEqualTo(FIRST);
        drive.label("2");
        assertThat(drive.requests("2").get(0).seed())
                .isNotEqualTo(drive.requests("1").get(0).seed());
    }

    @Test
    void shouldEndWithTheControl() {
        // Given
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        drive.label("1");
        drive.decide("1", SECOND, Outcome.PROMOTED);
        drive.observe(SECOND, 40, 400);
        drive.label("2");
        drive.decide("2", THIRD, Outcome.PROMOTED);

        // When
        drive.observe(THIRD, 40, 400);

        // Then
        TrainingRequest request = drive.requests("control-2").get(0);
        assertThat(request.purpose()).isEqualTo(Purpose.CONTROL);
        assertThat(request.recipe().network()).isEqualTo("cnn");
        assertThat(request.recipe().optimizer())
                .isEqualTo(drive.requests("0").get(0).recipe().optimizer())
                .isNotEqualTo(drive.requests("2").get(0).recipe().optimizer());
        assertThat(request.teacher()).isNull();
        assertThat(request.data().labeled()).isEqualTo(Fixture.log("pets.labeled", 40));
        assertThat(request.data().unlabeled()).isEmpty();

        // When
        ModelRef control = new ModelRef("pets", 4);
        drive.train("control-2", control);
        assertThat(drive.evaluationTasks("control-2"))
                .extracting(EvaluationTask::model)
                .containsExactly(control, THIRD, control, THIRD);
        drive.evaluate("control-2");
        drive.on(Fixture.measured("control-2"));

        // Then
        assertThat(drive.state("control-2")).isInstanceOfSatisfying(Measured.class, measured -> assertThat(
                        measured.candidate().validation())
                .isNotNull());
        assertThat(drive.observe(THIRD, 40, 400).idle()).isInstanceOf(CurriculumDecision.Finished.class);
        assertThat(drive.generations.open()).isEmpty();
    }

    @Test
    void shouldDoWhatItsRulesDecide() {
        // Given
        GenerationPlan plan = new Planner(Fixture.pipeline(LOOP), Fixture.CLOCK)
                .supervised(Generations.NONE, "it was decided", Fixture.seen(null, 40, 400));
        List<CurriculumDecision> decisions =
                new ArrayList<>(List.of(new CurriculumDecision.Wait("not yet"), new CurriculumDecision.Open(plan)));
        CurriculumRules rules = new CurriculumRules() {
            @Override
            public CurriculumDecision next(Generations generations, Observation seen) {
                return decisions.remove(0);
            }

            @Override
            public CurriculumDecision onRequest(Generations generations, Observation seen) {
                return new CurriculumDecision.Finished("enough");
            }
        };
        Curriculum curriculum = new Curriculum(Fixture.pipeline(LOOP), rules, Fixture.CLOCK);
        CurriculumEvent observed = new CurriculumEvent.Observed(Fixture.seen(FIRST, 0, 0));

        // When
        Transition waiting = curriculum.on(Generations.NONE, observed);
        Transition opened = curriculum.on(Generations.NONE, observed);

        // Then
        assertThat(waiting.state()).isNull();
        assertThat(waiting.idle()).isEqualTo(new CurriculumDecision.Wait("not yet"));
        assertThat(opened.state()).isInstanceOfSatisfying(Training.class, state -> assertThat(state.plan())
                .isEqualTo(plan));
        assertThatThrownBy(() -> curriculum.on(Generations.NONE, new OpenRequested(Fixture.seen(FIRST, 40, 400))))
                .hasMessageContaining("enough");
    }

    @Test
    void shouldWaitForAPersonInManualMode() {
        // Given
        drive.observe(null, 40, 400);
        drive.decide("0", FIRST, Outcome.PENDING);
        assertThat(drive.state("0")).isInstanceOfSatisfying(Evaluating.class, state -> {
            assertThat(state.pending()).isEqualTo("p = 0.4");
            assertThat(state.candidate().validation()).isNotNull();
        });

        // When
        drive.on(new ModelAnnounced(new ModelEvent.ModelPromoted(SECOND, "teacher", 1, null, Fixture.NOW)));
        assertThat(drive.generations.open()).isPresent();
        drive.on(new ModelAnnounced(new ModelEvent.ModelPromoted(FIRST, "teacher", 1, null, Fixture.NOW)));

        // Then
        assertThat(drive.state("0")).isInstanceOf(Promoted.class);
    }

    @Test
    void shouldKeepTheTeacherInShadowMode() {
        // Given
        drive.observe(null, 40, 400);

        // When
        drive.decide("0", FIRST, Outcome.WOULD_PROMOTE);

        // Then
        assertThat(drive.state("0")).isInstanceOfSatisfying(Rejected.class, state -> assertThat(state.verdict())
                .startsWith("shadow mode, would promote: "));
    }

    @Test
    void shouldAskTheRegistryAgainWhileAPersonDecides() {
        // Given
        drive.observe(null, 40, 400);
        drive.decide("0", FIRST, Outcome.PENDING);

        // When
        Transition again = drive.on(Fixture.evaluated("0", FIRST, Outcome.PENDING));

        // Then
        assertThat(again.state()).isNull();
        assertThat(Curriculum.evaluationOf(drive.generations)).isPresent();
        drive.on(Fixture.evaluated("0", FIRST, Outcome.REJECTED));
        assertThat(drive.state("0")).isInstanceOf(Rejected.class);
    }

    @Test
    void shouldFailWhenTheEvaluationCannotSucceed() {
        // Given
        drive.observe(null, 40, 400);
        drive.train("0", FIRST);
        drive.evaluate("0");

        // When
        drive.on(new EvaluationFailed("0", ErrorCode.NOT_FOUND, "no such version"));

        // Then
        assertThat(drive.state("0")).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(failed.students()).hasSize(1);
        });
    }

    @Test
    void shouldCancelWhatIsOpenAndNothingElse() {
        // Given
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);

        // When
        drive.on(new CancelRequested("1"));

        // Then
        assertThat(drive.state("1")).isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.code())
                .isEqualTo(ErrorCode.GENERATION_CANCELLED));
        assertRefused(new CancelRequested("1"), ErrorCode.GENERATION_REFUSED);
        assertRefused(new CancelRequested("7"), ErrorCode.GENERATION_NOT_FOUND);
        drive.observe(FIRST, 40, 400);
        assertThat(drive.generations.open()).isEmpty();
    }

    @Test
    void shouldOpenOnRequestEvenIfTheLogsGrow() {
        // Given
        drive.firstTeacher();

        // When
        drive.on(new OpenRequested(Fixture.growing(Fixture.seen(FIRST, 40, 400))));

        // Then
        assertThat(drive.state("1")).isInstanceOf(Labeling.class);
        assertRefused(new OpenRequested(Fixture.seen(FIRST, 40, 400)), ErrorCode.GENERATION_REFUSED);
    }

    @Test
    void shouldRefuseToOpenWithoutData() {
        assertRefused(new OpenRequested(Fixture.seen(null, 0, 400)), ErrorCode.GENERATION_REFUSED);
        assertRefused(new OpenRequested(Fixture.seen(FIRST, 40, 0)), ErrorCode.GENERATION_REFUSED);
    }

    @Test
    void shouldTryAFailedFirstGenerationAgainWithNewLabelsUnderANewNumber() {
        // Given
        CurriculumConfig config = new CurriculumConfig(
                new CurriculumKind.NoisyStudent(),
                2,
                2,
                1,
                false,
                1000,
                10,
                ControlConfig.NONE,
                7,
                new CollapseBounds(0, 0, 2),
                FixResConfig.ON_REQUEST);
        Drive retry = new Drive(config);
        retry.observe(null, 40, 4000);
        retry.on(Fixture.notTrained("0-s0", ErrorCode.NO_TRAINING_DATA));

        // When
        retry.observe(null, 47, 9000);
        assertThat(retry.generations.open()).isEmpty();
        retry.observe(null, 50, 9000);

        // Then
        assertThat(retry.state("1").plan().selfTrained()).isFalse();
        assertThat(retry.requests("1").get(0).recipe().network()).isEqualTo("mlp");
    }

    private void assertRefused(CurriculumEvent event, ErrorCode code) {
        assertThatThrownBy(() -> drive.on(event))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
