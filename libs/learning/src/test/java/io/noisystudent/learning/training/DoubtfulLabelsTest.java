package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.graph.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DoubtfulLabelsTest {
    private static final LabeledSamples CERTAIN = Patterns.samples(24, 1);
    private static final Recipe RECIPE = Patterns.recipe(6, 0.05, Patterns.SOME_NOISE);

    @Test
    void shouldLearnDistributionsOfSomeImages() {
        Map<String, Tensor> doubtful = trained(doubtful(0.6f), 1);

        assertThat(doubtful).isNotEqualTo(trained(CERTAIN, 1)).isNotEqualTo(trained(doubtful(0.7f), 1));
        assertThat(trained(doubtful(0.6f), 1)).isEqualTo(doubtful);
        assertThat(trained(doubtful(0.6f), 2)).isNotEqualTo(trained(CERTAIN, 2));
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
        return new Training()
                .run(
                        Patterns.network(1),
                        data,
                        RECIPE.withOptimizer(RECIPE.optimizer().withParts(parts)),
                        new TrainingOptions(5, 1, 2, Precision.FP32),
                        TrainingListener.NONE)
                .graph()
                .initializers();
    }
}
