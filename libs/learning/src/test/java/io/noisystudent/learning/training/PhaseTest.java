package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.BackboneConfig;
import io.noisystudent.contracts.config.Freeze;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.module.Trained;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.features.FeatureValues;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PhaseTest {
    private static final LabeledSamples LABELED = Patterns.samples(24, 1);
    private static final TrainingData DATA = TrainingData.of(LABELED)
            .with(Patterns.pseudoLabeled(Patterns.samples(200, 2)))
            .evaluatedOn(Patterns.samples(200, 3));
    private static final Phases.FineTuning FINE_TUNING = new Phases.FineTuning(0.2, 0.01);
    private static final Phases.TrainResolution SMALLER = new Phases.TrainResolution(6, 0.2, 0.02);

    @Test
    void shouldLearnFromPseudoLabelsFirstAndThenFromLabels() {
        // Given
        Recipe recipe = recipe(150, FINE_TUNING, null);
        List<StepReport> reports = new ArrayList<>();

        // When
        TrainingResult result = run(recipe, DATA, reports::add);

        // Then 120 steps of 16 rows and 30 of 8
        assertThat(result.statistics().heldOutAccuracy().orElseThrow()).isGreaterThan(0.95);
        assertThat(result.statistics().steps()).isEqualTo(150);
        assertThat(result.statistics().images()).isEqualTo(120 * 16 + 30 * 8);
        assertThat(reports).hasSize(150).allSatisfy(report -> assertThat(report.steps())
                .isEqualTo(150));
        assertThat(reports.get(119).learningRate()).isLessThan(1e-4);
        assertThat(reports.subList(120, 150))
                .allSatisfy(report -> assertThat(report.learningRate()).isLessThanOrEqualTo(0.01));
        assertThat(reports.get(149).step()).isEqualTo(150);
    }

    @Test
    void shouldKeepTheRowsOfThePhasesApart() {
        // Given
        Recipe recipe = recipe(4, new Phases.FineTuning(0.5, 0.01), null);

        // When
        List<Phase> phases = Phase.of(recipe, DATA);

        // Then
        assertThat(phases).extracting(phase -> phase.plan().labeledRows()).containsExactly(0, 8);
        assertThat(phases).extracting(phase -> phase.plan().pseudoLabeledRows()).containsExactly(16, 0);
        assertThat(phases).extracting(Phase::steps).containsExactly(2, 2);
        assertThat(phases).extracting(phase -> phase.plan().epochSteps()).containsExactly(13, 3);
        assertThat(phases).extracting(phase -> phase.seed(7)).doesNotHaveDuplicates();
        assertThat(Phase.of(recipe, TrainingData.of(LABELED))).hasSize(1);
        assertThat(Phase.of(recipe(1, FINE_TUNING, null), DATA))
                .extracting(Phase::steps)
                .containsExactly(1, 1);
    }

    @Test
    void shouldEndAtTheServedResolutionWithTheClassifierAloneAndNoNoise() {
        // Given
        Recipe recipe = recipe(10, FINE_TUNING, SMALLER);

        // When
        List<Phase> phases = Phase.of(recipe, DATA);

        // Then
        ImageShape smaller = new ImageShape(6, 6, 1);
        assertThat(phases).extracting(Phase::shape).containsExactly(smaller, smaller, Patterns.SHAPE);
        assertThat(phases).extracting(Phase::firstStep).containsExactly(0, 6, 8);
        assertThat(phases).extracting(Phase::trained).containsExactly(Trained.ALL, Trained.ALL, Trained.CLASSIFIER);
        assertThat(phases.get(2).recipe().noise()).isEqualTo(Noise.NONE);
        assertThat(phases.get(2).plan().pseudoLabeledRows()).isZero();
        assertThat(Phase.of(recipe(10, null, SMALLER), TrainingData.of(LABELED)))
                .extracting(Phase::steps)
                .containsExactly(8, 2);
    }

    @Test
    void shouldTrainTheClassifierFirstAndAllAfterTheThaw() {
        // Given
        BackboneConfig thawing = new BackboneConfig(new Freeze.Backbone(), 0.3, null, 0.001, null);
        Recipe recipe = warm(recipe(10, null, SMALLER), thawing);

        // When
        List<Phase> phases = Phase.of(recipe, DATA);

        // Then
        assertThat(phases)
                .extracting(Phase::trained)
                .containsExactly(Trained.BEHIND_BACKBONE, Trained.ALL, Trained.CLASSIFIER);
        assertThat(phases).extracting(Phase::steps).containsExactly(3, 5, 2);
        assertThat(phases.get(1).rate(1))
                .as("the whole schedule again")
                .isGreaterThan(phases.get(0).rate(2));
        assertThat(Phase.of(warm(recipe(1, null, null), thawing), DATA))
                .extracting(Phase::trained)
                .containsExactly(Trained.BEHIND_BACKBONE);
    }

    @Test
    void shouldTrainBehindAFrozenValueAlone() {
        // Given
        Graph initial = Patterns.network(1);
        String value = new FeatureValues(initial, Patterns.SHAPE).stages().get(1);
        Recipe recipe = warm(
                recipe(4, FINE_TUNING, null).withNoise(Noise.NONE),
                new BackboneConfig(new Freeze.Until(value), null, null, null, null));

        // When
        Graph trained = new Training()
                .run(initial, DATA, recipe, new TrainingOptions(1, 1, 1, Precision.FP32), TrainingListener.NONE)
                .graph();

        // Then
        Set<String> changed = trained.initializers().entrySet().stream()
                .filter(entry -> !entry.getValue().equals(initial.initializers().get(entry.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        assertThat(changed).isNotEmpty().allMatch(name -> name.startsWith("stage3") || name.startsWith("classifier"));
        assertThat(changed).anyMatch(name -> name.startsWith("stage3"));
    }

    private static Recipe warm(Recipe recipe, BackboneConfig backbone) {
        return recipe.withOptimizer(recipe.optimizer().withWarmStart(true).withBackbone(backbone));
    }

    @Test
    void shouldChangeTheLastNormalizationAndTheClassifierAlone() {
        // Given a network with two normalizations
        Graph initial = Patterns.network(1);
        List<String> normalizations = initial.nodes().stream()
                .filter(node -> node.operator().equals("BatchNormalization"))
                .map(Node::name)
                .toList();
        String last = normalizations.get(normalizations.size() - 1);
        TrainingOptions options = new TrainingOptions(1, 1, 1, Precision.FP32).classifierAlone();

        // When
        Graph adapted = new Training()
                .run(
                        initial,
                        TrainingData.of(LABELED),
                        recipe(10, null, null).withNoise(Noise.NONE),
                        options,
                        TrainingListener.NONE)
                .graph();

        // Then
        Set<String> changed = adapted.initializers().entrySet().stream()
                .filter(entry -> !entry.getValue().equals(initial.initializers().get(entry.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Set<String> behind = new HashSet<>();
        List<Node> nodes = adapted.nodes();
        int from = IntStream.range(0, nodes.size())
                .filter(i -> nodes.get(i).name().equals(last))
                .findFirst()
                .orElseThrow();
        nodes.subList(from, nodes.size()).forEach(node -> behind.addAll(node.inputs()));
        behind.retainAll(adapted.initializers().keySet());
        assertThat(normalizations).hasSizeGreaterThan(1);
        assertThat(changed).isNotEmpty().isSubsetOf(behind);
        assertThat(changed)
                .as("its scale and offset, its statistics, weights and bias")
                .hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void shouldAdaptWhatItLearnedFromSmallerImages() {
        // Given
        Recipe hardlyAdapted = recipe(200, null, new Phases.TrainResolution(6, 0.005, 0.02));
        Recipe adapted = recipe(200, null, SMALLER);

        // When
        TrainingResult before = run(hardlyAdapted, DATA, TrainingListener.NONE);
        TrainingResult after = run(adapted, DATA, TrainingListener.NONE);

        // Then
        assertThat(after.statistics().heldOutAccuracy().orElseThrow())
                .isGreaterThan(before.statistics().heldOutAccuracy().orElseThrow());
        assertThat(after.statistics().images()).isEqualTo(160 * 24 + 40 * 8);
    }

    @Test
    void shouldRefuseANetworkThatIsBoundToItsSize() {
        Recipe recipe = recipe(4, null, SMALLER);
        Graph bound = Networks.build("mlp", Patterns.SHAPE, Patterns.CLASSES, 1);

        assertThatThrownBy(() -> new Training()
                        .run(bound, DATA, recipe, new TrainingOptions(1, 1, 1, Precision.FP32), TrainingListener.NONE))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_MISMATCH))
                .hasMessageContaining("cannot take images of 6x6x1")
                .hasMessageContaining("leave train-resolution out");
    }

    private static Recipe recipe(int steps, Phases.FineTuning fineTuning, Phases.TrainResolution resolution) {
        return Patterns.recipe(steps, 0.05, Patterns.SOME_NOISE).withPhases(new Phases(fineTuning, resolution));
    }

    private static TrainingResult run(Recipe recipe, TrainingData data, TrainingListener listener) {
        return new Training()
                .run(Patterns.network(1), data, recipe, new TrainingOptions(1, 1, 1, Precision.FP32), listener);
    }
}
