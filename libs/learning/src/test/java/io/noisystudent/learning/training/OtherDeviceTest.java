package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.graph.Graph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A device that has memory of its own and computes later than it is called. */
class OtherDeviceTest {
    private static final int STEPS = 20;
    private static final TrainingData DATA = TrainingData.of(Patterns.samples(24, 1))
            .with(Patterns.pseudoLabeled(Patterns.samples(100, 2)))
            .evaluatedOn(Patterns.samples(50, 3))
            .taughtBy(Patterns.network(9));
    private static final Recipe RECIPE = Patterns.recipe(STEPS, 0.05, Patterns.SOME_NOISE)
            .withObjective(new Recipe.Objective(true, 1, 0.1, null, 0.01, new Recipe.OnlineLabels(0.5)));

    @TempDir
    Path directory;

    @Test
    void shouldLearnTheSameFromCopiesOfTheBatches() {
        // Given
        TrainingResult expected = run(RECIPE, processor(), report -> {}, Checkpoints.NONE);
        LateDevice device = new LateDevice();

        // When
        TrainingResult actual = run(RECIPE, device, report -> {}, Checkpoints.NONE);

        // Then
        assertThat(actual.graph().initializers()).isEqualTo(expected.graph().initializers());
        assertThat(actual.statistics().loss()).isEqualTo(expected.statistics().loss());
        assertThat(device.copied).isEqualTo(STEPS);
    }

    @Test
    void shouldReadTheLossesOnlyWhereTheyAreReported() {
        // Given
        List<Double> expected = new ArrayList<>();
        List<Double> actual = new ArrayList<>();

        // When epochs end with steps 7 and 14, and no time passes
        run(RECIPE, processor(), report -> expected.add(report.loss()), Checkpoints.NONE);
        run(RECIPE, new LateDevice(), report -> actual.add(report.loss()), Checkpoints.NONE);

        // Then
        List<Double> known = new ArrayList<>(Collections.nCopies(7, expected.get(6)));
        known.addAll(Collections.nCopies(6, expected.get(13)));
        known.add(expected.get(19));
        assertThat(actual).isEqualTo(known);
    }

    @Test
    void shouldFindALossThatIsNotFiniteAtTheNextReport() {
        Recipe steep = Patterns.recipe(60, 1e18, Patterns.NO_NOISE);

        assertThatThrownBy(() -> run(steep, new LateDevice(), report -> {}, Checkpoints.NONE))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRAINING_DIVERGED));
    }

    @Test
    void shouldStartOverWithTheCheckpointOfAnotherKindOfDevice() {
        // Given
        FileCheckpoints kept = new FileCheckpoints(directory.resolve("checkpoint"));
        assertThatThrownBy(() -> run(RECIPE, new LateDevice(), new Interrupting(10), kept))
                .isInstanceOf(CancellationException.class);
        List<Integer> steps = new ArrayList<>();

        // When
        run(RECIPE, new LateDevice(), report -> steps.add(report.step()), kept);
        int resumed = steps.get(0);
        steps.clear();
        run(RECIPE, processor(), report -> steps.add(report.step()), kept);

        // Then
        assertThat(resumed).isEqualTo(8);
        assertThat(steps).startsWith(1);
    }

    private static Compute processor() {
        return new TrainingOptions(5, 1, 1, Precision.FP32).compute();
    }

    private static TrainingResult run(
            Recipe recipe, Compute compute, TrainingListener listener, Checkpoints checkpoints) {
        Graph student = Patterns.network(1);
        return new Training(() -> 0, RecipeObjective::create)
                .run(student, DATA, recipe, new TrainingOptions(5, compute, 2), listener, checkpoints);
    }
}
