package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.GenerationState.Promoted;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import io.noisystudent.teacher.curriculum.CurriculumEvent.EnsembleRequested;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Generations that average versions instead of training. */
class EnsembleGenerationTest {
    private static final String CHAIN = "{born-again: {ensemble: true}}, max-generations: 2";

    @Test
    void shouldAverageTheStudentsOfAChainThatIsOver() {
        // Given
        TaughtLoop loop = chain();

        // When
        GenerationPlan plan = loop.open(TaughtLoop.model(1));

        // Then
        Ensemble students = of(2, 3);
        assertThat(plan.ensemble()).isEqualTo(students);
        assertThat(plan.teacher()).isEqualTo(TaughtLoop.model(1));
        assertThat(plan.selfTrained()).isFalse();
        assertThat(plan.curriculum()).isEqualTo("born-again");
        assertThat(plan.reason()).contains("pets/2, pets/3", "this is their ensemble");
        TrainingRequest request = loop.drive.requests(plan.id()).get(0);
        assertThat(request.ensemble()).isEqualTo(students);
        assertThat(request.teacher()).isNull();
        assertThat(request.recipe().network()).isEqualTo("ensemble of 2, 3");

        // And it is weighed as a student, once
        loop.decide(plan, 0.95, Outcome.PROMOTED);
        assertThat(loop.drive.state(plan.id())).isInstanceOf(Promoted.class);
        loop.assertFinished(TaughtLoop.model(4), "pets/2, pets/3; their ensemble is pets/4");
        loop = loop.restarted(CHAIN, TaughtLoop.network("tiny", ""), TaughtLoop.network("tiny", TaughtLoop.SOFT));
        loop.assertFinished(TaughtLoop.model(4), "pets/2, pets/3; their ensemble is pets/4");
        GenerationPlan next = loop.ask(TaughtLoop.model(4));
        assertThat(next.teacher()).isEqualTo(TaughtLoop.model(3));
        assertThat(next.reason()).contains("student 3 of the network tiny");
    }

    @Test
    void shouldTryAFailedEnsembleAgainWhenAskedTo() {
        // Given
        TaughtLoop loop = chain();
        GenerationPlan plan = loop.open(TaughtLoop.model(1));

        // When
        loop.drive.on(Fixture.notTrained(plan.id() + "-s0", ErrorCode.MODEL_LIMITS));

        // Then
        loop.assertFinished(TaughtLoop.model(1), "failed (MODEL_LIMITS)");
        assertThat(loop.ask(TaughtLoop.model(1)).ensemble()).isEqualTo(of(2, 3));
    }

    @Test
    void shouldOpenTheEnsembleThatAPersonAsksFor() {
        // Given a loop that waits after its last generation
        Drive drive = new Drive(Fixture.students(1));
        drive.firstTeacher();
        ModelRef first = Fixture.FIRST;
        for (int version = 2; drive.observe(first, 40, 400).state() != null; version++) {
            String id = drive.generations.open().orElseThrow().plan().id();
            if (!drive.labelingTasks(id).isEmpty()) {
                drive.label(id);
            }
            drive.decide(id, new ModelRef("pets", version), Outcome.REJECTED);
        }
        int patience = drive.generations.ofKind("noisy-student").withoutPromotion();
        EnsembleRequested asked = new EnsembleRequested(Fixture.seen(first, 40, 400), of(1, 2));

        // When
        drive.on(asked);

        // Then
        Training opened = (Training) drive.generations.open().orElseThrow();
        assertThat(opened.plan().teacher()).isEqualTo(first);
        assertThat(opened.plan().reason()).isEqualTo("asked for by a person: the ensemble of 1, 2");
        assertThat(opened.requests()).singleElement().satisfies(request -> {
            assertThat(request.ensemble()).isEqualTo(of(1, 2));
            assertThat(request.data().labelingTasks()).isZero();
        });
        assertThatThrownBy(() -> drive.on(asked))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GENERATION_REFUSED));

        // And that it was not promoted changes nothing of the loop
        drive.decide(opened.plan().id(), new ModelRef("pets", 9), Outcome.REJECTED);
        assertThat(drive.evaluationTasks(opened.plan().id())).hasSize(4);
        assertThat(drive.generations.ofKind("noisy-student").withoutPromotion()).isEqualTo(patience);
        assertThat(drive.observe(first, 40, 400).state()).isNull();
    }

    /** Accuracies on validation of two students and their ensemble; version 4 is the ensemble's. */
    @ParameterizedTest
    @CsvSource({"0.7, 0.8, 0.9, 4", "0.7, 0.8, 0.8, 3", "0.7, 0.6, 0.65, 2"})
    void shouldLetTheEnsembleOfStudentsCompeteWithThem(double one, double other, double both, int chosen) {
        // Given
        TaughtLoop loop = new TaughtLoop(
                "noisy-student, students-per-generation: 2, ensemble: true",
                TaughtLoop.network("tiny", ""),
                TaughtLoop.network("tiny", ""));
        GenerationPlan plan = loop.open(null);

        // When
        loop.drive.on(Fixture.trained(plan.id() + "-s1", TaughtLoop.model(3), other));
        loop.drive.on(Fixture.trained(plan.id() + "-s0", TaughtLoop.model(2), one));

        // Then
        assertThat(loop.drive.state(plan.id())).isInstanceOf(Training.class);
        List<TrainingRequest> requests = loop.drive.requests(plan.id());
        assertThat(requests).hasSize(3);
        assertThat(requests.get(2).ensemble()).as("in the order of requests").isEqualTo(of(2, 3));
        loop.drive.on(Fixture.trained(plan.id() + "-s2", TaughtLoop.model(4), both));
        assertThat(((Evaluating) loop.drive.state(plan.id())).candidate().model())
                .isEqualTo(TaughtLoop.model(chosen));
    }

    @Test
    void shouldGoOnWithoutAnEnsembleThatFailed() {
        // Given
        TaughtLoop loop = new TaughtLoop(
                "noisy-student, students-per-generation: 3, ensemble: true",
                TaughtLoop.network("tiny", ""),
                TaughtLoop.network("tiny", ""));
        GenerationPlan plan = loop.open(null);

        // When
        loop.drive.on(Fixture.notTrained(plan.id() + "-s0", ErrorCode.TRAINING_DIVERGED));
        loop.drive.on(Fixture.trained(plan.id() + "-s1", TaughtLoop.model(2), 0.5));
        loop.drive.on(Fixture.trained(plan.id() + "-s2", TaughtLoop.model(3), 0.6));
        loop.drive.on(Fixture.notTrained(plan.id() + "-s3", ErrorCode.MODEL_LIMITS));

        // Then
        assertThat(((Evaluating) loop.drive.state(plan.id())).candidate().model())
                .isEqualTo(TaughtLoop.model(3));
    }

    @Test
    void shouldAskForNoEnsembleOfOneStudentOrAControl() {
        TaughtLoop loop = new TaughtLoop(
                "noisy-student, students-per-generation: 2, ensemble: true",
                TaughtLoop.network("tiny", ""),
                TaughtLoop.network("tiny", ""));
        GenerationPlan plan = loop.open(null);
        loop.drive.on(Fixture.notTrained(plan.id() + "-s0", ErrorCode.TRAINING_DIVERGED));
        loop.drive.on(Fixture.trained(plan.id() + "-s1", TaughtLoop.model(2), 0.5));
        assertThat(loop.drive.state(plan.id())).isInstanceOf(Evaluating.class);
    }

    /** Generation 0 and two students, of which the gate wanted none. */
    private static TaughtLoop chain() {
        TaughtLoop loop =
                new TaughtLoop(CHAIN, TaughtLoop.network("tiny", ""), TaughtLoop.network("tiny", TaughtLoop.SOFT));
        loop.decide(loop.open(null), 0.9, Outcome.PROMOTED);
        loop.decide(loop.open(TaughtLoop.model(1)), 0.8, Outcome.REJECTED);
        loop.decide(loop.open(TaughtLoop.model(1)), 0.8, Outcome.REJECTED);
        return loop;
    }

    private static Ensemble of(int... versions) {
        return new Ensemble(Arrays.stream(versions).mapToObj(TaughtLoop::model).toList(), Average.PROBABILITIES);
    }
}
