package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EarlyStoppingTest {
    private static final int STEPS = 300;
    private static final TrainingOptions OPTIONS = new TrainingOptions(5, 1, 1, Precision.FP32);
    private static final LabeledSamples HELD_OUT = Patterns.samples(100, 3);
    /** Epochs of three steps. */
    private static final TrainingData DATA =
            TrainingData.of(Patterns.samples(24, 1)).evaluatedOn(HELD_OUT);

    private static final Recipe RECIPE = Patterns.recipe(STEPS, 0.05, Patterns.SOME_NOISE)
            .withEarlyStopping(new Recipe.EarlyStopping(3, Split.VALIDATION));

    @TempDir
    Path directory;

    @Test
    void shouldEndAfterEpochsWithoutGainAndGiveTheBestWeights() {
        // Given
        Epochs epochs = new Epochs();

        // When
        TrainingResult result = run(epochs, Checkpoints.NONE);

        // Then
        List<Double> accuracies = epochs.accuracies;
        double best = accuracies.stream().max(Double::compare).orElseThrow();
        assertThat(accuracies.size()).isLessThan(STEPS / 3).isEqualTo(accuracies.indexOf(best) + 1 + 3);
        assertThat(result.statistics().steps()).isEqualTo(3 * accuracies.size());
        assertThat(result.statistics().heldOutAccuracy()).hasValue(best);
        assertThat(Evaluation.accuracy(result.graph(), HELD_OUT, Compute.cpu())).isEqualTo(best);
    }

    @Test
    void shouldEndWithTheWeightsOfAnUninterruptedRun() {
        // Given
        TrainingResult expected = run(TrainingListener.NONE, Checkpoints.NONE);
        int last = expected.statistics().steps();
        FileCheckpoints kept = new FileCheckpoints(directory.resolve("checkpoint"));

        // When it is interrupted one epoch before its end, which only the checkpoint knows to be near
        assertThatThrownBy(() -> run(new Interrupting(last - 2), kept)).isInstanceOf(CancellationException.class);
        List<Integer> resumed = new ArrayList<>();
        TrainingResult result = run(report -> resumed.add(report.step()), kept);

        // Then
        assertThat(resumed).containsExactly(last - 2, last - 1, last);
        assertThat(result.graph().initializers()).isEqualTo(expected.graph().initializers());
    }

    @Test
    void shouldRefuseToWatchNothing() {
        TrainingData labeled = TrainingData.of(Patterns.samples(24, 1));

        assertThatThrownBy(
                        () -> new Training().run(Patterns.network(1), labeled, RECIPE, OPTIONS, TrainingListener.NONE))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_TRAINING_DATA))
                .hasMessageContaining("early-stopping needs labeled images in the split validation");
    }

    private static TrainingResult run(TrainingListener listener, Checkpoints checkpoints) {
        return new Training().run(Patterns.network(1), DATA, RECIPE, OPTIONS, listener, checkpoints);
    }

    private static final class Epochs implements TrainingListener {
        private final List<Double> accuracies = new ArrayList<>();

        @Override
        public void stepped(StepReport report) {
            // The epochs are looked at.
        }

        @Override
        public void epochEnded(EpochReport report) {
            accuracies.add(report.heldOutAccuracy().orElseThrow());
        }
    }
}
