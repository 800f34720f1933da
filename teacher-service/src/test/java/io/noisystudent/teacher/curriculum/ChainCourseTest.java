package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Born-again networks and label refinery. */
class ChainCourseTest {
    @Test
    void shouldGoOnFromTheStudentBeforeWhateverTheGateSays() {
        // Given
        TaughtLoop loop = new TaughtLoop(
                "born-again, max-generations: 2",
                TaughtLoop.network("tiny", ""),
                TaughtLoop.network("tiny", TaughtLoop.SOFT));
        loop.decide(loop.open(null), 0.9, Outcome.PROMOTED);

        // When
        GenerationPlan first = loop.open(TaughtLoop.model(1));
        loop.decide(first, 0.8, Outcome.REJECTED);
        GenerationPlan second = loop.open(TaughtLoop.model(1));
        loop.decide(second, 0.9, Outcome.PROMOTED);

        // Then
        assertThat(first.teacher()).isEqualTo(TaughtLoop.model(1));
        assertThat(second.teacher()).isEqualTo(TaughtLoop.model(2));
        assertThat(second.reason()).isEqualTo("born-again student 2 of the network tiny, distilled from pets/2");
        loop.assertFinished(TaughtLoop.model(3), "all 2 born-again students were evaluated: pets/2, pets/3");
        assertThat(loop.ask(TaughtLoop.model(3)).teacher()).isEqualTo(TaughtLoop.model(3));
    }

    @Test
    void shouldCompareAChainWithAsMuchTrainingAsAllOfIt() {
        // Given
        TaughtLoop loop = new TaughtLoop(
                "born-again, max-generations: 1, control: true",
                TaughtLoop.network("tiny", ""),
                TaughtLoop.network("tiny", TaughtLoop.SOFT));
        loop.decide(loop.open(null), 0.9, Outcome.PROMOTED);
        loop.decide(loop.open(TaughtLoop.model(1)), 0.9, Outcome.PROMOTED);

        // When
        GenerationPlan control = loop.open(TaughtLoop.model(2));

        // Then 8,000 of generation 0 and 40,000 of its student, in steps of 64 rows
        assertThat(control.recipe().steps()).isEqualTo(750);
        assertThat(control.recipe().objectiveTerms())
                .isEqualTo(loop.pipeline.recipe(0).objectiveTerms());
    }

    /** The first accuracy is generation 0's; the last student is the one after which the refinery stops. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0.5 0.6 0.6",
        "1, 0, 0.5 0.5",
        "2, 0, 0.5 0.6 0.6 0.7 0.7 0.6",
        "2, 0, 0.9 0.6 0.7",
        "5, 2, 0.5 0.6 0.7"
    })
    void shouldRefineLabelsUntilValidationRisesNoMore(int patience, int most, String accuracies) {
        // Given
        TaughtLoop loop = new TaughtLoop(
                "label-refinery, patience: " + patience + ", max-generations: " + most,
                TaughtLoop.network("tiny", ""),
                TaughtLoop.network("tiny", TaughtLoop.REFINED));
        List<Double> measured =
                Arrays.stream(accuracies.split(" ", -1)).map(Double::valueOf).toList();

        // When
        ModelRef teacher = null;
        for (double accuracy : measured) {
            GenerationPlan plan = loop.open(teacher);
            assertThat(plan.teacher()).isEqualTo(loop.version == 0 ? null : TaughtLoop.model(loop.version));
            loop.decide(plan, accuracy, Outcome.PROMOTED);
            teacher = TaughtLoop.model(loop.version);
        }

        // Then
        loop.assertFinished(
                teacher,
                most > 0
                        ? "all 2 students of the refinery were evaluated"
                        : "has not risen for " + patience + " generation");
    }

    @Test
    void shouldNotGuessWhetherAccuracyRises() {
        // Given
        TaughtLoop loop = new TaughtLoop(
                "label-refinery, max-generations: 0",
                TaughtLoop.network("tiny", ""),
                TaughtLoop.network("tiny", TaughtLoop.REFINED));
        loop.decide(loop.open(null), null, Outcome.PROMOTED);
        loop.decide(loop.open(TaughtLoop.model(1)), null, Outcome.PROMOTED);

        // Then
        loop.assertFinished(TaughtLoop.model(2), "no labeled images of the split validation");
        loop.decide(loop.ask(TaughtLoop.model(2)), 0.5, Outcome.PROMOTED);
        assertThat(loop.open(TaughtLoop.model(3)).teacher()).isEqualTo(TaughtLoop.model(3));
    }

    @Test
    void shouldBeginAnotherChainWithAnotherNetwork() {
        // Given a chain that is over
        TaughtLoop loop = new TaughtLoop(
                "born-again, max-generations: 1",
                TaughtLoop.network("tiny", ""),
                TaughtLoop.network("tiny", TaughtLoop.SOFT));
        loop.decide(loop.open(null), 0.9, Outcome.PROMOTED);
        loop.decide(loop.open(TaughtLoop.model(1)), 0.9, Outcome.REJECTED);

        // When
        loop = loop.restarted(
                "born-again, max-generations: 1",
                TaughtLoop.network("mid", ""),
                TaughtLoop.network("mid", TaughtLoop.SOFT));
        GenerationPlan first = loop.open(TaughtLoop.model(1));
        loop.decide(first, 0.9, Outcome.REJECTED);

        // Then
        assertThat(first.teacher()).isEqualTo(TaughtLoop.model(1));
        assertThat(first.recipe().network()).isEqualTo("mid");
        loop.assertFinished(TaughtLoop.model(1), "all 1 born-again students were evaluated: pets/3");
    }

    @Test
    void shouldCountOnlyWhatItsOwnKindOpened() {
        // Given a chain that is over
        TaughtLoop loop = new TaughtLoop(
                "born-again, max-generations: 1",
                TaughtLoop.network("tiny", ""),
                TaughtLoop.network("tiny", TaughtLoop.SOFT));
        loop.decide(loop.open(null), 0.9, Outcome.PROMOTED);
        loop.decide(loop.open(TaughtLoop.model(1)), 0.9, Outcome.PROMOTED);

        // When
        loop = loop.restarted(
                "noisy-student, max-generations: 1",
                TaughtLoop.network("tiny", ""),
                TaughtLoop.network("low", ""),
                TaughtLoop.network("mid", ""));
        GenerationPlan next = loop.open(TaughtLoop.model(2));

        // Then
        assertThat(next.number()).isEqualTo(2);
        assertThat(next.curriculum()).isNull();
        assertThat(next.recipe().network()).isEqualTo("low");
    }
}
