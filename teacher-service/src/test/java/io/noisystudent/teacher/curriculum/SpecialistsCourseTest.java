package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.Specialist;
import io.noisystudent.contracts.event.StudentResult.Accuracy;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import io.noisystudent.teacher.curriculum.CurriculumEvent.Evaluated;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SpecialistsCourseTest {
    private static final String KIND = "{specialists: {teacher: 1, clusters: 2, cluster-by: labeled}}";
    private static final String SPECIALIST = TaughtLoop.network("tiny", "");

    @Test
    void shouldTrainASpecialistByEachRequestAndWeighWhatIsMadeOfThem() {
        // Given
        TaughtLoop loop = specialists();

        // When
        GenerationPlan plan = loop.open(null);

        // Then any two trainers may take them
        assertThat(plan.reason()).isEqualTo("2 specialists tiny of pets/1");
        assertThat(plan.specialists()).isEqualTo(2);
        assertThat(loop.drive.requests("1"))
                .extracting(TrainingRequest::specialist)
                .containsExactly(new Specialist(1, 2), new Specialist(2, 2));
        assertThat(loop.drive.requests("1"))
                .extracting(TrainingRequest::teacher)
                .containsOnly(TaughtLoop.model(1));
        assertThat(loop.drive.generations.openTrainings()).isEqualTo(2);

        // When the second one is ready first, and a service starts again between
        loop.drive.on(Fixture.trained("1-s1", TaughtLoop.model(2), .9));
        loop = loop.restarted(KIND, SPECIALIST);
        loop.named = TaughtLoop.imported(1);
        loop.drive.on(Fixture.trained("1-s0", TaughtLoop.model(3), .8));

        // Then
        TrainingRequest together = loop.drive.requests("1").get(0);
        assertThat(together.id()).isEqualTo("1-s2");
        assertThat(together.specialist()).isNull();
        assertThat(together.ensemble())
                .isEqualTo(
                        Ensemble.ofSpecialists(TaughtLoop.model(1), List.of(TaughtLoop.model(3), TaughtLoop.model(2))));
        assertThat(together.recipe().network()).isEqualTo("1 with specialists 3, 2");
        assertThat(loop.drive.generations.openTrainings()).isOne();

        // When it is worse on validation than a specialist, of whose few classes that is
        loop.drive.on(Fixture.trained("1-s2", TaughtLoop.model(4), .7));

        // Then
        Evaluating evaluating = (Evaluating) loop.drive.state("1");
        assertThat(evaluating.candidate().model()).isEqualTo(TaughtLoop.model(4));
        assertThat(evaluating.peers()).isEmpty();
        assertThat(loop.drive.evaluationTasks("1"))
                .extracting(EvaluationTask::model)
                .containsOnly(TaughtLoop.model(4), TaughtLoop.model(1));

        // When
        loop.drive.evaluate("1");
        loop.drive.on(new Evaluated(
                "1",
                new Accuracy(20, .75, 0, 1),
                null,
                Fixture.evaluated("1", TaughtLoop.model(4), Outcome.PROMOTED).verdict()));

        // Then it is over, and asked for again it has the same generalist
        loop.assertFinished(TaughtLoop.model(4), "pets/4 (");
        loop.named = combination();
        assertThat(loop.ask(TaughtLoop.model(4)).teacher()).isEqualTo(TaughtLoop.model(1));
    }

    @Test
    void shouldLeaveTheClassesOfAFailedSpecialistToTheGeneralist() {
        // Given
        TaughtLoop loop = specialists();
        loop.open(null);

        // When
        loop.drive.on(Fixture.notTrained("1-s0", ErrorCode.OUT_OF_MEMORY));
        loop.drive.on(Fixture.trained("1-s1", TaughtLoop.model(2), .9));

        // Then
        assertThat(((Training) loop.drive.state("1")).requests().get(2).ensemble())
                .isEqualTo(Ensemble.ofSpecialists(TaughtLoop.model(1), List.of(TaughtLoop.model(2))));

        // When they cannot be combined
        loop.drive.on(Fixture.notTrained("1-s2", ErrorCode.MODEL_LIMITS));

        // Then no specialist is the candidate
        assertThat(((Failed) loop.drive.state("1")).code()).isEqualTo(ErrorCode.MODEL_LIMITS);
    }

    @Test
    void shouldFailWithoutASpecialist() {
        // Given
        TaughtLoop loop = specialists();
        loop.open(null);

        // When
        loop.drive.on(Fixture.notTrained("1-s0", ErrorCode.OUT_OF_MEMORY));
        loop.drive.on(Fixture.notTrained("1-s1", ErrorCode.NO_TRAINING_DATA));

        // Then
        Failed failed = (Failed) loop.drive.state("1");
        assertThat(failed.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY);
        assertThat(failed.reason()).startsWith("all 2 students failed");
    }

    @Test
    void shouldTrainAGeneralistFirstWhereThereIsNone() {
        // Given
        TaughtLoop loop = new TaughtLoop(
                "{specialists: {clusters: 2, cluster-by: labeled}}, control: true", SPECIALIST, SPECIALIST);

        // When
        GenerationPlan first = loop.open(null);
        loop.decide(first, .9, Outcome.PROMOTED);

        // Then
        assertThat(first.specialists()).isNull();
        assertThat(first.teacher()).isNull();
        GenerationPlan plan = loop.open(TaughtLoop.model(1));
        assertThat(plan.teacher()).isEqualTo(TaughtLoop.model(1));
        assertThat(plan.specialists()).isEqualTo(2);

        // And no control is compared with several networks
        loop.drive.on(Fixture.trained("1-s0", TaughtLoop.model(2), .9));
        loop.drive.on(Fixture.trained("1-s1", TaughtLoop.model(3), .9));
        loop.drive.on(Fixture.trained("1-s2", TaughtLoop.model(4), .9));
        loop.drive.evaluate("1");
        loop.drive.on(new Evaluated(
                "1",
                new Accuracy(20, .75, 0, 1),
                null,
                Fixture.evaluated("1", TaughtLoop.model(4), Outcome.REJECTED).verdict()));
        loop.assertFinished(TaughtLoop.model(1), "was evaluated");
    }

    @Test
    void shouldRefuseAGeneralistOfAnotherNetwork() {
        // Given
        TaughtLoop loop = new TaughtLoop("{specialists: {clusters: 2, cluster-by: labeled}}", SPECIALIST, SPECIALIST);
        loop.decide(loop.open(null), .9, Outcome.PROMOTED);
        TaughtLoop other = loop.restarted(KIND, TaughtLoop.network("low", ""));
        other.named = new ModelVersion(
                TaughtLoop.model(1),
                "0".repeat(64),
                8_000,
                List.of("cat", "dog", "fox", "owl"),
                null,
                loop.drive.state("0").students().get(0).report(),
                Fixture.NOW);

        // When, then
        assertThatThrownBy(() -> other.open(TaughtLoop.model(1)))
                .hasMessageContaining("the specialists are of 'low' and their generalist pets/1 is 'tiny'");
    }

    private static TaughtLoop specialists() {
        TaughtLoop loop = new TaughtLoop(KIND, SPECIALIST);
        loop.named = TaughtLoop.imported(1);
        return loop;
    }

    /** What the alias points to after the promotion. */
    private static ModelVersion combination() {
        TrainingProgress.Completed answer = (TrainingProgress.Completed)
                Fixture.averaged("1-s2", TaughtLoop.model(4), .9).progress();
        return new ModelVersion(
                TaughtLoop.model(4),
                "0".repeat(64),
                8_000,
                List.of("cat", "dog", "fox", "owl"),
                null,
                answer.report(),
                Fixture.NOW);
    }
}
