package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Distillation;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.TeacherView;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Steps whose batch is split into parts. */
class AccumulationTest {
    private static final Graph TEACHER = Patterns.network(9);
    private static final TrainingData DATA = TrainingData.of(Patterns.samples(24, 1))
            .with(Patterns.pseudoLabeled(Patterns.samples(100, 2)))
            .taughtBy(TEACHER);
    private static final Recipe RECIPE = Patterns.recipe(10, 0.05, Patterns.NO_NOISE);
    private static final Recipe ONLINE =
            RECIPE.withObjective(new Recipe.Objective(true, 1, 0.1, null, null, new Recipe.OnlineLabels(0)));

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void shouldLearnTheSameUpToRoundingWithoutStatisticsOfTheBatch(int parts) {
        assertThat(distance(trained("mlp", RECIPE, 1), trained("mlp", RECIPE, parts)))
                .isLessThan(1e-5);
        assertThat(distance(trained("mlp", ONLINE, 1), trained("mlp", ONLINE, parts)))
                .isLessThan(1e-5);
    }

    @Test
    void shouldPermuteARowAlikeInEveryPart() {
        Recipe permuted = RECIPE.withObjective(
                Recipe.Objective.of(List.of(new Distillation.PermutedPredictions(1, 1, ObjectiveTerm.Rows.ALL))));

        assertThat(distance(trained("mlp", permuted, 1), trained("mlp", permuted, 4)))
                .isLessThan(1e-5);
    }

    @Test
    void shouldNormalizeEachPartByItself() {
        double distance = distance(trained("resnet-8", RECIPE, 1), trained("resnet-8", RECIPE, 4));

        assertThat(distance).isGreaterThan(1e-3);
    }

    @Test
    void shouldShareOutBothKindsOfRows() {
        LossInputs inputs = new LossInputs(Set.of(), Set.of(), true, true, TeacherView.WEAK_PSEUDO_LABELED);
        Phase phase = Phase.of(RECIPE, DATA).get(0);
        try (Batch batch = Batch.of(phase, TEACHER, inputs, Compute.cpu())) {
            // Given 8 labeled and 16 pseudo-labeled rows, each with its number in every place
            for (int row = 0; row < 24; row++) {
                batch.setHardLabel(row, row);
                batch.setWeight(row, row);
                batch.setSoftLabel(row, new float[] {row, row, row});
                if (row < 8) {
                    batch.setLabelTarget(row, new float[] {row, row, row});
                }
                fill(batch.pixels(row), row);
                if (batch.hasView(row)) {
                    fill(batch.viewPixels(row), row);
                }
            }

            // When
            BatchTensors whole = batch.tensors();
            List<float[]> weights = NativeScope.call(() -> IntStream.range(0, 4)
                    .mapToObj(part ->
                            HostMemory.floats(whole.part(part, 4).targets().weights()))
                    .toList());

            // Then
            assertThat(weights.get(0)).containsExactly(0, 1, 8, 9, 10, 11);
            assertThat(weights.get(3)).containsExactly(6, 7, 20, 21, 22, 23);
            NativeScope.run(() -> {
                BatchTensors part = whole.part(2, 4);
                assertThat(part.targets().labeledRows()).isEqualTo(2);
                assertThat(HostMemory.longs(part.targets().hardLabels())).containsExactly(4, 5, 16, 17, 18, 19);
                assertThat(HostMemory.floats(part.targets().softLabels()))
                        .hasSize(18)
                        .startsWith(4, 4, 4, 5);
                assertThat(HostMemory.floats(part.targets().labelTargets())).containsExactly(4, 4, 4, 5, 5, 5);
                assertThat(firstPixels(HostMemory.floats(part.images()))).containsExactly(4, 5, 16, 17, 18, 19);
                assertThat(firstPixels(HostMemory.floats(part.shown(TeacherView.WEAK_PSEUDO_LABELED))))
                        .containsExactly(16, 17, 18, 19);
            });
            assertThat(IntStream.range(0, 6).map(row -> whole.rowInBatch(row, 2, 4)))
                    .containsExactly(4, 5, 16, 17, 18, 19);
        }
    }

    private static int[] firstPixels(float[] images) {
        return IntStream.range(0, images.length / Patterns.SHAPE.bytes())
                .map(row -> (int) images[row * Patterns.SHAPE.bytes()])
                .toArray();
    }

    private static void fill(ByteBuffer pixels, int value) {
        while (pixels.hasRemaining()) {
            pixels.put((byte) value);
        }
    }

    private static Graph trained(String network, Recipe recipe, int parts) {
        Graph initial = Networks.build(network, Patterns.SHAPE, Patterns.CLASSES, 1);
        return new Training()
                .run(
                        initial,
                        DATA,
                        recipe.withOptimizer(recipe.optimizer().withParts(parts)),
                        new TrainingOptions(5, 1, 1, Precision.FP32),
                        TrainingListener.NONE)
                .graph();
    }

    private static double distance(Graph one, Graph other) {
        return one.initializers().keySet().stream()
                .mapToDouble(name -> distance(
                        one.initializers().get(name).floats(),
                        other.initializers().get(name).floats()))
                .max()
                .orElseThrow();
    }

    private static double distance(float[] one, float[] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> Math.abs((double) one[i] - other[i]))
                .max()
                .orElse(0);
    }
}
