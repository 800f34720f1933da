package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.GenerationState.Promoted;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.StudentResult.Accuracy;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import io.noisystudent.teacher.curriculum.CurriculumEvent.Evaluated;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MutualCourseTest {
    private static final String PEER = "objective: [{cross-entropy: {weight: 0.5}}, mutual]";
    private static final String[] STUDENTS = {TaughtLoop.network("tiny", PEER), TaughtLoop.network("low", PEER)};

    @Test
    void shouldTrainAllStudentsByOneRequestAndWeighTheBestOnValidation() {
        // Given
        TaughtLoop loop = new TaughtLoop("mutual-learning", STUDENTS);

        // When
        GenerationPlan plan = loop.open(null);

        // Then one request is sent, and an answer of each student is awaited
        assertThat(plan.reason()).isEqualTo("students that learn from each other: tiny, low");
        assertThat(plan.teacher()).isNull();
        TrainingRequest request = loop.drive.requests("0").get(0);
        assertThat(loop.drive.requests("0")).hasSize(1);
        assertThat(request.cohort()).extracting(TrainingRequest::id).containsExactly("0-s0", "0-s1");
        assertThat(request.cohort()).extracting(TrainingRequest::seed).doesNotHaveDuplicates();
        assertThat(request.cohort()).extracting(own -> own.recipe().network()).containsExactly("tiny", "low");
        assertThat(((GenerationState.Training) loop.drive.state("0")).requests())
                .isEqualTo(request.cohort());
        assertThat(loop.drive.generations.openTrainings()).isOne();

        // When the second one is the better, and the first is answered again
        loop.drive.on(Fixture.trained("0-s0", TaughtLoop.model(1), .7));
        loop.drive.on(Fixture.trained("0-s0", TaughtLoop.model(1), .7));
        assertThat(loop.drive.generations.openTrainings()).isOne();
        loop.drive.on(Fixture.trained("0-s1", TaughtLoop.model(2), .8));

        // Then both are evaluated
        Evaluating evaluating = (Evaluating) loop.drive.state("0");
        assertThat(evaluating.candidate().model()).isEqualTo(TaughtLoop.model(2));
        assertThat(evaluating.peers()).extracting(StudentResult::model).containsExactly(TaughtLoop.model(1));
        assertThat(loop.drive.evaluationTasks("0"))
                .extracting(EvaluationTask::model)
                .containsOnly(TaughtLoop.model(1), TaughtLoop.model(2));

        // When
        loop.drive.evaluate("0");
        loop.drive.on(evaluated(evaluating));

        // Then
        assertThat(((Promoted) loop.drive.state("0")).students())
                .extracting(student -> student.validation().value())
                .containsExactly(.6, .75);
        loop.assertFinished(
                TaughtLoop.model(2),
                "the students pets/1, pets/2 learned from each other; the best on validation, pets/2, was weighed");
        // Then a person may ask for others
        GenerationPlan again = loop.ask(TaughtLoop.model(2));
        assertThat(again.teacher()).as("with whom they are compared").isEqualTo(TaughtLoop.model(2));
        assertThat(loop.drive.requests("1").get(0).teacher())
                .as("nothing is learned from it")
                .isNull();
    }

    @Test
    void shouldAverageTheStudentsWhenTheyWereEvaluated() {
        // Given
        TaughtLoop loop = new TaughtLoop("{mutual-learning: {ensemble: true}}", STUDENTS);
        trainBoth(loop);
        loop.version = 2;

        // When
        GenerationPlan plan = loop.open(TaughtLoop.model(2));

        // Then
        Ensemble both = new Ensemble(List.of(TaughtLoop.model(1), TaughtLoop.model(2)), Ensemble.Average.PROBABILITIES);
        assertThat(plan.ensemble()).isEqualTo(both);
        assertThat(plan.teacher()).as("with whom it is compared").isEqualTo(TaughtLoop.model(2));
        assertThat(plan.together()).isFalse();
        assertThat(plan.reason()).startsWith("the students pets/1, pets/2 learned from each other");
        assertThat(loop.drive.requests("1")).singleElement().satisfies(request -> assertThat(request.ensemble())
                .isEqualTo(both));

        // When
        loop.decide(plan, .85, Outcome.PROMOTED);

        // Then
        loop.assertFinished(TaughtLoop.model(3), "was weighed by the gate; their ensemble is pets/3");
        assertThat(loop.ask(TaughtLoop.model(3)).together()).isTrue();
    }

    @Test
    void shouldMakeNoEnsembleOfTheOnlyStudentThatWasTrained() {
        // Given
        TaughtLoop loop = new TaughtLoop("{mutual-learning: {ensemble: true}}", STUDENTS);
        loop.open(null);
        loop.drive.on(Fixture.notTrained("0-s0", ErrorCode.BAD_REQUEST));
        loop.drive.on(Fixture.trained("0-s1", TaughtLoop.model(1), .8));

        // When
        loop.drive.evaluate("0");
        loop.drive.on(new Evaluated(
                "0",
                new Accuracy(20, .75, 0, 1),
                null,
                Fixture.evaluated("0", TaughtLoop.model(1), Outcome.PROMOTED).verdict()));

        // Then
        loop.assertFinished(TaughtLoop.model(1), "pets/1, was weighed by the gate");
    }

    @Test
    void shouldGoOnWithTheStudentsThatWereTrained() {
        // Given
        TaughtLoop loop = new TaughtLoop("mutual-learning", STUDENTS);
        loop.open(null);

        // When
        loop.drive.on(Fixture.notTrained("0-s0", ErrorCode.BAD_REQUEST));
        loop.drive.on(Fixture.trained("0-s1", TaughtLoop.model(1), .8));

        // Then
        Evaluating evaluating = (Evaluating) loop.drive.state("0");
        assertThat(evaluating.candidate().requestId()).isEqualTo("0-s1");
        assertThat(evaluating.peers()).isEmpty();
    }

    /** The file may ask for ensembles since. */
    @Test
    void shouldAverageNoStudentsThatWereTrainedTogether() {
        // Given
        TaughtLoop loop = new TaughtLoop("mutual-learning", STUDENTS);
        loop.open(null);
        loop.drive.on(Fixture.trained("0-s0", TaughtLoop.model(1), .7));

        // When
        loop = loop.restarted(
                "noisy-student, students-per-generation: 2, ensemble: true",
                TaughtLoop.network("tiny", ""),
                TaughtLoop.network("tiny", ""));
        loop.drive.on(Fixture.trained("0-s1", TaughtLoop.model(2), .8));

        // Then
        assertThat(loop.drive.state("0")).isInstanceOf(Evaluating.class);
    }

    /** Each request of a cohort names all others: a state is one record of the log. */
    @Test
    void shouldHaveRoomForTheLargestCohort() {
        // Given
        String wide = "objective: [cross-entropy, mutual, {hint: {student: [" + "a".repeat(100) + "], teacher: ["
                + "b".repeat(100) + "]}}]";
        TaughtLoop loop = new TaughtLoop(
                "{mutual-learning: {students: 32, transfer-set: all}}",
                TaughtLoop.network("big", ""),
                TaughtLoop.network("tiny", wide));
        loop.decide(loop.open(null), .9, Outcome.PROMOTED);

        // When
        GenerationPlan plan = loop.open(TaughtLoop.model(1));
        loop.drive.label(plan.id());

        // Then
        byte[] state = JsonCodec.of(GenerationState.class).encode(loop.drive.state(plan.id()));
        assertThat(((GenerationState.Training) loop.drive.state(plan.id())).requests())
                .hasSize(32);
        assertThat(state).as("half of what the owner can send").hasSizeLessThan(4 << 20);
    }

    @Test
    void shouldLetAFirstTeacherLabelTheLog() {
        // Given
        TaughtLoop loop = new TaughtLoop(
                "{mutual-learning: {students: 3, transfer-set: all}}",
                TaughtLoop.network("big", ""),
                STUDENTS[0],
                STUDENTS[1]);
        GenerationPlan first = loop.open(null);
        loop.decide(first, .9, Outcome.PROMOTED);

        // When
        GenerationPlan plan = loop.open(TaughtLoop.model(1));
        loop.drive.label(plan.id());

        // Then
        assertThat(first.together()).isFalse();
        assertThat(plan.cohort()).extracting(recipe -> recipe.network()).containsExactly("tiny", "low", "low");
        assertThat(plan.unlabeled()).isNotEmpty();
        assertThat(loop.drive.requests("1")).singleElement().satisfies(request -> assertThat(request.teacher())
                .isEqualTo(TaughtLoop.model(1)));
    }

    @Test
    void shouldCompareTheBestStudentWithItsNetworkAlone() {
        // Given
        TaughtLoop loop = new TaughtLoop("mutual-learning, control: true", STUDENTS);
        Evaluating evaluating = trainBoth(loop);

        // When
        GenerationPlan control = loop.open(TaughtLoop.model(2));

        // Then as many passes as the candidate had, in steps of 64 rows
        long passes = evaluating.candidate().report().countedImagePasses();
        assertThat(control.id()).isEqualTo("control-0");
        assertThat(control.recipe().network()).isEqualTo("low");
        assertThat(control.recipe().steps()).isEqualTo((int) ((passes + 63) / 64));
        assertThat(control.recipe().objectiveTerms())
                .extracting(term -> term.termName())
                .containsExactly("cross-entropy");
        assertThat(control.together()).isFalse();
        assertThat(control.start()).isNull();
    }

    /** Of the candidate, and of the other student. */
    /** Opens the cohort of two; both are trained and evaluated. */
    private static Evaluating trainBoth(TaughtLoop loop) {
        loop.open(null);
        loop.drive.on(Fixture.trained("0-s0", TaughtLoop.model(1), .7));
        loop.drive.on(Fixture.trained("0-s1", TaughtLoop.model(2), .8));
        Evaluating evaluating = (Evaluating) loop.drive.state("0");
        loop.drive.evaluate("0");
        loop.drive.on(evaluated(evaluating));
        return evaluating;
    }

    private static Evaluated evaluated(Evaluating state) {
        ModelRef candidate = state.candidate().model();
        StudentResult other = state.peers().get(0);
        return new Evaluated(
                state.plan().id(),
                new Accuracy(20, .75, 0, 1),
                null,
                Fixture.evaluated(state.plan().id(), candidate, Outcome.PROMOTED)
                        .verdict(),
                List.of(new StudentResult(
                        other.requestId(), other.model(), other.report(), new Accuracy(20, .6, 0, 1), null)));
    }
}
