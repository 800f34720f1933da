package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Schedule;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.objective.LabeledCrossEntropy;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.objective.WeightedLoss;
import io.noisystudent.learning.torch.CountingCompute;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every tensor of a training of several networks is made by the device that it was given. */
class ComputeTest {
    private static final TrainingData DATA =
            TrainingData.of(Patterns.samples(24, 1)).evaluatedOn(Patterns.samples(20, 3));
    private static final List<Graph> PEERS =
            List.of(Patterns.network(1), Networks.build("wrn-10-1", Patterns.SHAPE, Patterns.CLASSES, 2));

    @TempDir
    Path directory;

    private int runs;

    @ParameterizedTest
    @EnumSource(Recipe.Algorithm.class)
    void shouldMakeTheTensorsOfAStepOfSeveralNetworks(Recipe.Algorithm algorithm) {
        // Given
        CountingCompute shorter = new CountingCompute();
        CountingCompute longer = new CountingCompute();

        // When the second does two steps and one epoch more, with its checkpoint
        run(shorter, algorithm, 1);
        run(longer, algorithm, 3);

        // Then each initializer and each parameter's memory was made by the device
        long constants =
                PEERS.stream().mapToLong(graph -> graph.initializers().size()).sum();
        assertThat(shorter.count("constant"))
                .as("of both networks, for training and evaluation")
                .isGreaterThanOrEqualTo(constants);
        assertThat(longer.count("constant")).isEqualTo(shorter.count("constant"));
        long parameters = 2 + parameters();
        assertThat(shorter.count("zeros") + shorter.count("ones"))
                .as("memory of the optimizer, and what the term makes in the step and in its report")
                .isEqualTo(parameters * (algorithm == Recipe.Algorithm.SGD ? 1 : 2) + 2 + 2);
        assertThat(longer.count("zeros") - shorter.count("zeros"))
                .as("what the term makes in two more steps of two networks")
                .isEqualTo(2 * 2);
        assertThat(longer.count("moved") - shorter.count("moved"))
                .as("images, labels, their distributions, stored labels, weights")
                .isEqualTo(2 * 5);
        assertThat(longer.count("full") - shorter.count("full")).isPositive();
        assertThat(shorter.count("stream"))
                .as("of both networks, for training and evaluation")
                .isEqualTo(2 + 2);
    }

    @Test
    void shouldLearnTheSameOnAnotherDevice() {
        List<Graph> expected = run(new TrainingOptions(3, 1, 1, Precision.FP32), Recipe.Algorithm.SGD, 3);
        CountingCompute other = new CountingCompute();
        List<Graph> actual = run(other, Recipe.Algorithm.SGD, 3);

        assertThat(actual.get(0).initializers()).isEqualTo(expected.get(0).initializers());
        assertThat(actual.get(1).initializers()).isEqualTo(expected.get(1).initializers());
        assertThat(other.count("moved")).as("all three steps ran on it").isGreaterThanOrEqualTo(3 * 5);
    }

    private static long parameters() {
        CountingCompute compute = new CountingCompute();
        return PEERS.stream()
                .mapToLong(graph -> {
                    try (GraphModule module = GraphModule.of(graph, compute)) {
                        return module.parameters().size();
                    }
                })
                .sum();
    }

    private List<Graph> run(CountingCompute compute, Recipe.Algorithm algorithm, int steps) {
        return run(new TrainingOptions(3, compute, 1), algorithm, steps);
    }

    /** Each with a checkpoint of its own, so that none goes on where another ended. */
    private List<Graph> run(TrainingOptions options, Recipe.Algorithm algorithm, int steps) {
        Recipe recipe = Patterns.recipe(steps, .01, Patterns.SOME_NOISE)
                .withOptimizer(new OptimizerConfig(.01, .9, 1e-4, .1, algorithm, new Schedule.Cosine()));
        Checkpoints checkpoints = new FileCheckpoints(directory.resolve("run-" + runs++));
        return new Training(
                        System::nanoTime,
                        request -> new Objective(List.of(
                                new WeightedLoss("cross-entropy", 1, new LabeledCrossEntropy(.1)),
                                new WeightedLoss("peers", 1, new PeerAgreement(request.compute())))))
                .run(
                        PEERS.stream()
                                .map(graph -> new Training.Student(graph, recipe))
                                .toList(),
                        DATA,
                        options,
                        TrainingListener.NONE,
                        checkpoints)
                .graphs();
    }
}
