package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Random parts and mixed images in trainings. */
class NoiseOfBatchesTest {
    private static final Noise.RandomResizedCrop PART = new Noise.RandomResizedCrop(0.3, 0.8, 0.75, 1.25);
    private static final Noise.Mix MIX = new Noise.Mix(0.8, 1, 0.7, 0.5);

    private final TrainingData data =
            TrainingData.of(Patterns.samples(24, 1)).with(Patterns.pseudoLabeled(Patterns.samples(100, 2)));

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void shouldNotDependOnTheThreadsThatLoad(int parts) {
        // Given
        Recipe recipe = recipe(PART, MIX, parts);

        // When
        Graph one = trained(recipe, 1);
        Graph other = trained(recipe, 3);

        // Then
        assertThat(other.initializers()).isEqualTo(one.initializers());
    }

    @Test
    void shouldChangeWhatIsLearned() {
        // When
        Graph plain = trained(recipe(null, null, 1), 1);
        Graph ofParts = trained(recipe(PART, null, 1), 1);
        Graph mixed = trained(recipe(null, MIX, 1), 1);

        // Then
        assertThat(ofParts.initializers()).isNotEqualTo(plain.initializers());
        assertThat(mixed.initializers()).isNotEqualTo(plain.initializers());
        assertThat(trained(recipe(new Noise.RandomResizedCrop(1, 1, 1, 1), null, 1), 1)
                        .initializers())
                .as("the whole image is the image")
                .isEqualTo(plain.initializers());
    }

    /** The images are 8 x 8, and the parts are cut from them and not from those of the training's size. */
    @Test
    void shouldCutFromTheServedSizeWhenItTrainsOnSmallerImages() {
        // Given
        Recipe smaller = recipe(PART, MIX, 1)
                .withPhases(new Phases(null, new Phases.TrainResolution(Patterns.SHAPE.height() / 2, 0.3, 0.01)));

        // When
        Graph graph = new Training()
                .run(
                        Networks.build("resnet-8", Patterns.SHAPE, Patterns.CLASSES, 1),
                        data,
                        smaller,
                        new TrainingOptions(5, 1, 2, Precision.FP32),
                        TrainingListener.NONE)
                .graph();

        // Then
        assertThat(graph.initializers()).isNotEmpty();
    }

    private static Recipe recipe(Noise.RandomResizedCrop part, Noise.Mix mix, int parts) {
        Recipe recipe = Patterns.recipe(10, 0.05, Patterns.NO_NOISE);
        return recipe.withOptimizer(recipe.optimizer().withParts(parts))
                .withNoise(new Noise(null, 1, true, 2, Noise.GRAY, 0, 0, part, mix));
    }

    private Graph trained(Recipe recipe, int loaders) {
        return new Training()
                .run(
                        Networks.build("mlp", Patterns.SHAPE, Patterns.CLASSES, 1),
                        data,
                        recipe,
                        new TrainingOptions(5, 1, loaders, Precision.FP32),
                        TrainingListener.NONE)
                .graph();
    }
}
