package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import io.noisystudent.teacher.curriculum.CurriculumDecision.Wait;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What all curricula with a teacher in every step decide, from observations alone; here by one student of one teacher. */
class TaughtRulesTest {
    private TaughtLoop loop = new TaughtLoop("distillation", TaughtLoop.TEACHER, TaughtLoop.STUDENT);

    @Test
    void shouldDistillOneStudentOfATeacherThatItTrainedFirst() {
        // When
        GenerationPlan first = loop.open(null);
        loop.decide(first, 0.9, Outcome.PROMOTED);
        GenerationPlan student = loop.open(TaughtLoop.model(1));
        loop.decide(student, 0.8, Outcome.REJECTED);

        // Then
        assertThat(first.recipe()).isEqualTo(loop.pipeline.recipe(0));
        assertThat(first.teacher()).isNull();
        assertThat(student.recipe()).isEqualTo(loop.pipeline.recipe(1));
        assertThat(student.teacher()).isEqualTo(TaughtLoop.model(1));
        assertThat(student.unlabeled()).isNotEmpty();
        assertThat(student.reason()).isEqualTo("the student tiny of pets/1");
        assertThat(List.of(first, student))
                .extracting(GenerationPlan::curriculum)
                .containsOnly("distillation");
        loop.assertFinished(TaughtLoop.model(1), "the student tiny of pets/1, was evaluated; waiting for a request");
        loop.assertFinished(TaughtLoop.model(2), "pets/2, the student tiny of pets/1, was evaluated");
    }

    @Test
    void shouldDistillFromAFirstTeacherThatTheGateRefused() {
        // Given
        loop.decide(loop.open(null), 0.2, Outcome.REJECTED);

        // Then
        assertThat(loop.open(null).teacher()).isEqualTo(TaughtLoop.model(1));
    }

    @Test
    void shouldTrainOnLabelsAloneWithTheTeacherInTheRequest() {
        // Given
        loop = new TaughtLoop("{distillation: {transfer-set: labeled}}", TaughtLoop.TEACHER, TaughtLoop.STUDENT);
        loop.decide(loop.open(null), 0.9, Outcome.PROMOTED);

        // When
        GenerationPlan student = loop.openUnlabeled(TaughtLoop.model(1), 0);

        // Then
        assertThat(student.unlabeled()).isEmpty();
        assertThat(loop.drive.state("1")).isInstanceOf(GenerationState.Training.class);
        assertThat(loop.drive.requests("1")).singleElement().satisfies(request -> {
            assertThat(request.teacher()).isEqualTo(TaughtLoop.model(1));
            assertThat(request.data().labelingTasks()).isZero();
        });
    }

    @Test
    void shouldWaitForUnlabeledImagesOfTheTransferSet() {
        // Given
        loop.decide(loop.open(null), 0.9, Outcome.PROMOTED);

        // When
        CurriculumDecision decision = loop.rules.next(loop.drive.generations, Fixture.seen(TaughtLoop.model(1), 40, 0));

        // Then
        assertThat(decision).isEqualTo(new Wait("waiting for unlabeled images"));
        assertThat(loop.rules.next(loop.drive.generations, Fixture.growing(Fixture.seen(TaughtLoop.model(1), 40, 400))))
                .isInstanceOf(Wait.class);
    }

    @Test
    void shouldDistillTheVersionThatIsNamedAndNoOther() {
        // Given
        loop = new TaughtLoop("{distillation: {teacher: 7}}", TaughtLoop.STUDENT);
        loop.named = TaughtLoop.imported(7);

        // When
        GenerationPlan student = loop.open(TaughtLoop.model(3));
        loop.decide(student, 0.8, Outcome.PROMOTED);

        // Then
        assertThat(student.teacher()).isEqualTo(TaughtLoop.model(7));
        assertThat(student.number()).isEqualTo(1);
        loop.assertFinished(TaughtLoop.model(1), "was evaluated");
        loop = loop.restarted("{distillation: {teacher: 8}}", TaughtLoop.STUDENT);
        loop.named = TaughtLoop.imported(8);
        assertThat(loop.open(TaughtLoop.model(1)).teacher()).isEqualTo(TaughtLoop.model(8));
    }

    /** The gate moves the alias {@code teacher}; a person or a script moves others. */
    @ParameterizedTest
    @ValueSource(strings = {"teacher", "best"})
    void shouldNotDistillAnotherStudentBecauseAnAliasMoved(String alias) {
        // Given
        String kind = "{distillation: {teacher: " + alias + "}}";
        String[] recipes = alias.equals("teacher")
                ? new String[] {TaughtLoop.TEACHER, TaughtLoop.STUDENT}
                : new String[] {TaughtLoop.STUDENT};
        loop = new TaughtLoop(kind, recipes);
        loop.named = TaughtLoop.imported(7);
        loop.decide(loop.open(TaughtLoop.model(7)), 0.8, Outcome.PROMOTED);

        // When
        loop = loop.restarted(kind, recipes);
        loop.named = TaughtLoop.imported(1);

        // Then
        loop.assertFinished(TaughtLoop.model(1), "pets/1, the student tiny of pets/7, was evaluated");
        assertThat(loop.ask(TaughtLoop.model(1)).teacher()).isEqualTo(TaughtLoop.model(7));
    }

    @Test
    void shouldCompareADistilledStudentWithItselfAlone() {
        // Given
        loop = new TaughtLoop("distillation, control: {match: images}", TaughtLoop.TEACHER, TaughtLoop.STUDENT);
        loop.decide(loop.open(null), 0.9, Outcome.PROMOTED);
        loop.decide(loop.open(TaughtLoop.model(1)), 0.8, Outcome.REJECTED);

        // When
        GenerationPlan control = loop.open(TaughtLoop.model(1));

        // Then 40,000 image passes of the student, none of its teacher, in steps of 20 rows
        assertThat(control.id()).isEqualTo("control-1");
        assertThat(control.recipe().network()).isEqualTo("tiny");
        assertThat(control.recipe().steps()).isEqualTo(2000);
        assertThat(control.recipe().optimizer())
                .isEqualTo(loop.pipeline.recipe(1).optimizer());
        assertThat(control.recipe().objectiveTerms()).containsExactly(new ObjectiveTerm.CrossEntropy(1, 0.05));
        assertThat(control.recipe().earlyStopping()).isNull();
        assertThat(ControlComparison.of(loop.drive.generations))
                .singleElement()
                .satisfies(beside -> assertThat(beside.student().imagePasses()).isEqualTo(40_000));
        loop.decide(control, 0.7, Outcome.PROMOTED);
        loop.assertFinished(TaughtLoop.model(1), "was evaluated");
    }

    @Test
    void shouldBeginTheControlOfAWarmStudentWithTheWeightsThatTheStudentHad() {
        // Given
        String warm = TaughtLoop.STUDENT.replace("steps: 5", "steps: 5, warm-start: true");
        loop = new TaughtLoop("distillation, control: true", TaughtLoop.network("tiny", ""), warm);
        loop.decide(loop.open(null), 0.9, Outcome.PROMOTED);
        loop.decide(loop.open(TaughtLoop.model(1)), 0.8, Outcome.PROMOTED);

        // When
        GenerationPlan control = loop.open(TaughtLoop.model(2));

        // Then
        assertThat(control.start()).isEqualTo(TaughtLoop.model(1));
        assertThat(control.recipe().optimizer().warmStart()).isTrue();
    }

    @Test
    void shouldStopAfterAFailureUntilAPersonAsks() {
        // Given
        loop.decide(loop.open(null), 0.9, Outcome.PROMOTED);
        loop.open(TaughtLoop.model(1));
        loop.drive.label("1");
        loop.drive.on(Fixture.notTrained("1-s0", ErrorCode.TRAINING_DIVERGED));

        // Then
        loop.assertFinished(TaughtLoop.model(1), "generation 1 failed (TRAINING_DIVERGED)");
        assertThat(loop.ask(TaughtLoop.model(1)).teacher()).isEqualTo(TaughtLoop.model(1));
    }
}
