package io.noisystudent.bench.foreign;

import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.Evaluation;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.graph.Graph;

/**
 * Whether a network learns a few images by heart. It is trained in rounds until it knows enough of them, so that a network
 * which learns fast costs little.
 *
 * @param graph as it is trained then
 * @param accuracy on the images that it was trained with, as a fraction
 */
record Memorization(Graph graph, int steps, double accuracy) {
    /** What counts as known by heart. */
    static final double ENOUGH = 0.95;

    private static final int BATCH = 32;
    private static final int ROUNDS = 4;

    static Memorization of(Graph initial, LabeledSamples samples, int steps, double rate, int threads) {
        Graph graph = initial;
        int done = 0;
        double accuracy = 0;
        while (done < steps && accuracy < ENOUGH) {
            int round = Math.min(Math.max(1, steps / ROUNDS), steps - done);
            graph = train(graph, samples, round, rate, threads);
            done += round;
            accuracy = Evaluation.accuracy(graph, samples, Compute.cpu());
        }
        return new Memorization(graph, done, accuracy);
    }

    private static Graph train(Graph graph, LabeledSamples samples, int steps, double rate, int threads) {
        Recipe recipe = new Recipe(
                graph.name(),
                0,
                steps,
                Math.min(BATCH, samples.size()),
                1,
                new Recipe.Objective(true, 1, 0, null),
                new OptimizerConfig(rate, 0.9, 0, 0.1, Recipe.Algorithm.ADAMW, null),
                Noise.NONE,
                0.5,
                Phases.JOINT,
                null,
                null);
        return new Training()
                .run(
                        graph,
                        TrainingData.of(samples),
                        recipe,
                        new TrainingOptions(1, threads, 1, Precision.FP32),
                        report -> {})
                .graph();
    }
}
