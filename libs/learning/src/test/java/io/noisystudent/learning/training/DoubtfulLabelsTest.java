package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.graph.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DoubtfulLabelsTest {
    private static final LabeledSamples CERTAIN = Patterns.samples(24, 1);
    private static final Recipe RECIPE = Patterns.recipe(6, 0.05, Patterns.SOME_NOISE);

    @TempDir
    private Path directory;

    @Test
    void shouldLearnDistributionsOfSomeImages() {
        Map<String, Tensor> doubtful = trained(doubtful(0.6f), 1);

        assertThat(doubtful).isNotEqualTo(trained(CERTAIN, 1)).isNotEqualTo(trained(doubtful(0.7f), 1));
        assertThat(trained(doubtful(0.6f), 1)).isEqualTo(doubtful);
        assertThat(trained(doubtful(0.6f), 2)).isNotEqualTo(trained(CERTAIN, 2));
    }

    @Test
    void shouldGiveTheWeightsOfAnUninterruptedRun() {
        // Given
        TrainingData data = TrainingData.of(doubtful(0.6f));
        Recipe recipe = Patterns.recipe(12, 0.05, Patterns.SOME_NOISE);
        Map<String, Tensor> expected = run(data, recipe, TrainingListener.NONE, Checkpoints.NONE);
        FileCheckpoints kept = new FileCheckpoints(directory.resolve("checkpoint"));
        List<Integer> resumed = new ArrayList<>();

        // When
        assertThatThrownBy(() -> run(data, recipe, new Interrupting(8), kept))
                .isInstanceOf(CancellationException.class);
        Map<String, Tensor> weights = run(data, recipe, report -> resumed.add(report.step()), kept);

        // Then
        assertThat(resumed).isNotEmpty().hasSizeLessThan(12);
        assertThat(weights).isEqualTo(expected);
    }

    /** Every third image is of its class and of the next one. */
    private static LabeledSamples doubtful(float share) {
        return new LabeledSamples(CERTAIN.images(), CERTAIN.labels(), (index, row) -> {
            int label = CERTAIN.labels()[index];
            Arrays.fill(row, 0);
            row[label] = index % 3 == 0 ? share : 1;
            row[(label + 1) % row.length] += index % 3 == 0 ? 1 - share : 0;
        });
    }

    private static Map<String, Tensor> trained(LabeledSamples samples, int parts) {
        TrainingData data = TrainingData.of(samples).with(Patterns.pseudoLabeled(Patterns.samples(40, 2)));
        Recipe recipe = RECIPE.withOptimizer(RECIPE.optimizer().withParts(parts));
        return run(data, recipe, TrainingListener.NONE, Checkpoints.NONE);
    }

    private static Map<String, Tensor> run(
            TrainingData data, Recipe recipe, TrainingListener listener, Checkpoints checkpoints) {
        TrainingOptions options = new TrainingOptions(5, 1, 2, Precision.FP32);
        return new Training()
                .run(Patterns.network(1), data, recipe, options, listener, checkpoints)
                .graph()
                .initializers();
    }
}
