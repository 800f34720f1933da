package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Distillation;
import io.noisystudent.contracts.config.FeatureDistillation;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Schedule;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ResumeTest {
    private static final int STEPS = 40;
    private static final TrainingOptions OPTIONS = new TrainingOptions(5, 1, 2, Precision.FP32);
    private static final TrainingData DATA = TrainingData.of(Patterns.samples(24, 1))
            .with(Patterns.pseudoLabeled(Patterns.samples(100, 2)))
            .evaluatedOn(Patterns.samples(50, 3));

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Recipe.Algorithm.class)
    void shouldEndWithTheWeightsOfAnUninterruptedRun(Recipe.Algorithm algorithm) {
        // Given
        Recipe recipe = Patterns.recipe(STEPS, 0.01, Patterns.SOME_NOISE)
                .withOptimizer(new OptimizerConfig(0.01, .9, 1e-4, .1, algorithm, new Schedule.Cosine()));
        Graph expected = run(recipe, TrainingListener.NONE, Checkpoints.NONE).graph();
        FileCheckpoints kept = new FileCheckpoints(directory.resolve("checkpoint"));
        List<Integer> resumed = new ArrayList<>();

        // When it is interrupted some steps after an epoch's end
        assertThatThrownBy(() -> run(recipe, new Interrupting(23), kept)).isInstanceOf(CancellationException.class);
        TrainingResult result = run(recipe, report -> resumed.add(report.step()), kept);

        // Then
        assertThat(kept.steps).startsWith(7, 14, 21);
        assertThat(resumed).hasSize(STEPS - 21).startsWith(22);
        assertThat(result.graph().initializers()).isEqualTo(expected.initializers());
        assertThat(result.statistics().steps()).isEqualTo(STEPS);
        assertThat(result.statistics().precision()).isEqualTo(Precision.FP32);
    }

    @Test
    void shouldGoOnWithTheClassifierAlone() {
        // Given
        Recipe recipe = Patterns.recipe(STEPS, 0.01, Patterns.NO_NOISE);
        TrainingOptions classifier = OPTIONS.classifierAlone();
        TrainingData labels = TrainingData.of(Patterns.samples(24, 1));
        Graph initial = Patterns.network(4);
        FileCheckpoints kept = new FileCheckpoints(directory.resolve("checkpoint"));

        // When
        Graph whole = new Training()
                .run(initial, labels, recipe, classifier, TrainingListener.NONE)
                .graph();
        assertThatThrownBy(() -> new Training().run(initial, labels, recipe, classifier, new Interrupting(23), kept))
                .isInstanceOf(CancellationException.class);
        Graph resumed = new Training()
                .run(initial, labels, recipe, classifier, TrainingListener.NONE, kept)
                .graph();

        // Then
        assertThat(resumed.initializers()).isEqualTo(whole.initializers());
        assertThat(whole.initializers()).isNotEqualTo(initial.initializers());
    }

    /** 28 steps of pseudo-labels, epochs of 7; 6 of labels and 6 of the classifier, epochs of 3. */
    @ParameterizedTest
    @CsvSource({"10, 7", "29, 28", "32, 31", "35, 34", "39, 37"})
    void shouldGoOnInThePhaseWhereItWas(int interrupted, int kept) {
        // Given
        Recipe recipe = Patterns.recipe(STEPS, 0.01, Patterns.SOME_NOISE)
                .withPhases(new Phases(new Phases.FineTuning(0.15, 0.01), new Phases.TrainResolution(6, 0.15, 0.01)));
        Graph expected = run(recipe, TrainingListener.NONE, Checkpoints.NONE).graph();
        FileCheckpoints checkpoints = new FileCheckpoints(directory.resolve("checkpoint"));
        List<Integer> resumed = new ArrayList<>();

        // When
        assertThatThrownBy(() -> run(recipe, new Interrupting(interrupted), checkpoints))
                .isInstanceOf(CancellationException.class);
        TrainingResult result = run(recipe, report -> resumed.add(report.step()), checkpoints);

        // Then
        assertThat(resumed).hasSize(STEPS - kept).startsWith(kept + 1);
        assertThat(result.graph().initializers()).isEqualTo(expected.initializers());
    }

    @Test
    void shouldGoOnWithTheRegressorOfAHintAndItsMomentum() {
        // Given
        ObjectiveTerm hint = new FeatureDistillation.Hint(1, FeatureDistillation.Features.DEFAULT);
        Recipe recipe = Patterns.recipe(STEPS, 0.01, Patterns.SOME_NOISE)
                .withObjective(Recipe.Objective.of(List.of(new ObjectiveTerm.CrossEntropy(1, 0), hint)));
        TrainingData taught = DATA.taughtBy(Networks.build("wrn-10-2", Patterns.SHAPE, Patterns.CLASSES, 9));
        TrainingResult expected = run(taught, recipe, TrainingListener.NONE, Checkpoints.NONE);
        FileCheckpoints kept = new FileCheckpoints(directory.resolve("checkpoint"));
        List<Integer> resumed = new ArrayList<>();

        // When
        assertThatThrownBy(() -> run(taught, recipe, new Interrupting(23), kept))
                .isInstanceOf(CancellationException.class);
        TrainingResult result = run(taught, recipe, report -> resumed.add(report.step()), kept);

        // Then
        assertThat(resumed).startsWith(22);
        assertThat(result.graph().initializers()).isEqualTo(expected.graph().initializers());
        assertThat(result.statistics().terms()).isEqualTo(expected.statistics().terms());
    }

    @Test
    void shouldGoOnWithThePermutationsOfTheStepsThatFollow() {
        // Given
        Recipe recipe = Patterns.recipe(STEPS, 0.01, Patterns.SOME_NOISE)
                .withObjective(Recipe.Objective.of(List.of(
                        new Distillation.ConfidenceWeighted(1, 0),
                        new Distillation.PermutedPredictions(1, 1, ObjectiveTerm.Rows.ALL))));
        TrainingData taught = DATA.taughtBy(Patterns.network(9));
        TrainingResult expected = run(taught, recipe, TrainingListener.NONE, Checkpoints.NONE);
        FileCheckpoints kept = new FileCheckpoints(directory.resolve("checkpoint"));

        // When
        assertThatThrownBy(() -> run(taught, recipe, new Interrupting(23), kept))
                .isInstanceOf(CancellationException.class);
        TrainingResult result = run(taught, recipe, TrainingListener.NONE, kept);

        // Then
        assertThat(result.graph().initializers()).isEqualTo(expected.graph().initializers());
        assertThat(result.statistics().terms()).isEqualTo(expected.statistics().terms());
    }

    @Test
    void shouldStartOverWhenTheCheckpointDoesNotFit() throws IOException {
        // Given
        Recipe recipe = Patterns.recipe(STEPS, 0.01, Patterns.SOME_NOISE);
        FileCheckpoints kept = new FileCheckpoints(directory.resolve("checkpoint"));
        Files.writeString(kept.file, "of another origin");

        // When
        List<Integer> steps = new ArrayList<>();
        run(recipe, report -> steps.add(report.step()), kept);

        // Then
        assertThat(steps).hasSize(STEPS);
    }

    private static TrainingResult run(Recipe recipe, TrainingListener listener, Checkpoints checkpoints) {
        return run(DATA, recipe, listener, checkpoints);
    }

    private static TrainingResult run(
            TrainingData data, Recipe recipe, TrainingListener listener, Checkpoints checkpoints) {
        return new Training().run(Patterns.network(1), data, recipe, OPTIONS, listener, checkpoints);
    }
}
