package io.noisystudent.bench;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Recipe.Noise;
import io.noisystudent.learning.training.InMemorySamples;
import io.noisystudent.learning.training.LabelledSamples;
import io.noisystudent.learning.training.Precision;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.Shapes;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Training with all its noise, against training without any. */
@Command(
        name = "trainer",
        description = "Training steps with RandAugment, crop, flip, Cutout, dropout and stochastic depth, against the "
                + "same steps without noise; rates are from the first step to the last.",
        mixinStandardHelpOptions = true)
final class TrainerCommand implements Callable<Integer> {
    /** A forward pass, and two products of the same size backward: by the weights and by the inputs. */
    private static final int PASSES = 3;

    private static final int IMAGES = 1024;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--network", defaultValue = "wrn-16-2", description = "Default ${DEFAULT-VALUE}.")
    private String network = "";

    @Option(names = "--batch", defaultValue = "64", description = "Images per step; default ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--steps", defaultValue = "10", description = "Steps per round; default ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--loaders", defaultValue = "1", description = "Augmenting threads; default ${DEFAULT-VALUE}.")
    private int loaders;

    @Override
    public Integer call() throws Exception {
        ImageShape shape = common.shape();
        Graph graph = Networks.build(network, shape, Pictures.classes(), 1);
        long multiplyAdds = Shapes.infer(graph, shape, 1).multiplyAdds();
        TrainingData data = TrainingData.of(new LabelledSamples(
                new InMemorySamples(shape, Pictures.pixels(shape, IMAGES, 1)),
                IntStream.range(0, IMAGES).map(i -> i % Pictures.CLASSES).toArray()));
        int side = common.size;
        Noise noise = new Noise(
                new Recipe.RandAugment(2, 10, Recipe.Operations.ALL), side / 8, true, side / 4, 128, 0.3, 0.2);
        SideBySide bench = new SideBySide(System.out, common.rounds);
        bench.line(
                "%s on images of %s, batches of %d, %d steps per round, %d threads, %d loaders",
                network, shape, batch, steps, common.threads, loaders);
        double[] medians = bench.compare(List.of(
                new Contender("with noise", () -> rate(graph, data, noise)),
                new Contender("without", () -> rate(graph, data, Noise.NONE))));
        bench.line(
                "about %.1f GFLOP per image forward and backward: %.1f GFLOP/s with noise, %.1f without",
                2e-9 * PASSES * multiplyAdds,
                2e-9 * PASSES * multiplyAdds * medians[0],
                2e-9 * PASSES * multiplyAdds * medians[1]);
        return 0;
    }

    private double rate(Graph graph, TrainingData data, Noise noise) {
        Recipe recipe = new Recipe(
                network,
                0,
                steps,
                batch,
                1,
                new Recipe.Objective(true, 1, 0, null),
                new Recipe.Optimizer(0.05, 0.9, 5e-4, 0.1),
                noise,
                0.99,
                Recipe.Phases.JOINT);
        TrainingOptions options = new TrainingOptions(1, common.threads, loaders, Precision.FP32);
        return new Training()
                .run(graph, data, recipe, options, TrainingListener.NONE)
                .statistics()
                .imagesPerSecond();
    }
}
