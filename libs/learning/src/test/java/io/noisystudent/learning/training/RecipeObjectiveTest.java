package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Weight;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class RecipeObjectiveTest {
    private static final Recipe RECIPE = Patterns.recipe(12, 0.05, Patterns.SOME_NOISE);
    private static final TrainingData DATA = TrainingData.of(Patterns.samples(24, 1))
            .with(Patterns.pseudoLabeled(Patterns.samples(40, 2)))
            .taughtBy(Patterns.network(9));

    static Stream<Arguments> bothForms() {
        ObjectiveTerm labeled = new ObjectiveTerm.CrossEntropy(1, .1);
        return Stream.of(
                arguments(
                        new Recipe.Objective(true, 1, .1, null),
                        List.of(
                                labeled,
                                new ObjectiveTerm.PseudoLabels(new ObjectiveTerm.LabelForm(null, true, 1, .1)))),
                arguments(
                        new Recipe.Objective(false, 1, .1, 3.3, .5, null),
                        List.of(
                                labeled,
                                new ObjectiveTerm.PseudoLabels(
                                        new ObjectiveTerm.LabelForm(Weight.of(3.3), false, 1, .1)),
                                new ObjectiveTerm.Fairness(.5))),
                arguments(
                        new Recipe.Objective(true, .7, .1, null, null, new Recipe.OnlineLabels(.35)),
                        List.of(
                                labeled,
                                new ObjectiveTerm.OnlineLabels(new ObjectiveTerm.LabelForm(null, true, .7, .1), .35))));
    }

    @ParameterizedTest
    @MethodSource("bothForms")
    void shouldGiveTheSameWeightsForKeysAndForTheListThatTheyStandFor(
            Recipe.Objective keys, List<ObjectiveTerm> terms) {
        assertThat(weights(RECIPE.withObjective(Recipe.Objective.of(terms))))
                .isEqualTo(weights(RECIPE.withObjective(keys)))
                .isNotEqualTo(weights(RECIPE.withObjective(Recipe.Objective.of(List.of(terms.get(0))))));
    }

    @Test
    void shouldWeighTheLabeledRows() {
        assertThat(weights(RECIPE.withObjective(Recipe.Objective.of(List.of(new ObjectiveTerm.CrossEntropy(2, .1))))))
                .isNotEqualTo(weights(
                        RECIPE.withObjective(Recipe.Objective.of(List.of(new ObjectiveTerm.CrossEntropy(1, .1))))));
    }

    @Test
    void shouldLearnTheSameWithTheKernelsOfLibtorch() {
        // Given
        TrainingOptions options = new TrainingOptions(7, Compute.cpu(1, Precision.FP32, Kernels.LIBTORCH), 1);

        // When
        Map<String, Tensor> libtorch = weights(RECIPE.withSteps(2), options);
        Map<String, Tensor> fastest = weights(RECIPE.withSteps(2));

        // Then
        fastest.forEach((name, expected) -> {
            float[] actual = libtorch.get(name).floats();
            for (int i = 0; i < actual.length; i++) {
                assertThat(Math.abs(actual[i] - expected.floats()[i])).as(name).isLessThan(1e-3f);
            }
        });
    }

    private static Map<String, Tensor> weights(Recipe recipe) {
        return weights(recipe, new TrainingOptions(7, 1, 1, Precision.FP32));
    }

    private static Map<String, Tensor> weights(Recipe recipe, TrainingOptions options) {
        Graph trained = new Training()
                .run(Patterns.network(1), DATA, recipe, options, TrainingListener.NONE)
                .graph();
        return trained.initializers();
    }
}
