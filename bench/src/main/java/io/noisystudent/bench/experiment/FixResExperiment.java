package io.noisystudent.bench.experiment;

import io.noisystudent.bench.images.PhotographFiles;
import io.noisystudent.bench.images.Photographs;
import io.noisystudent.contracts.config.FixResConfig;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.Evaluation;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.build.InputResolution;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the size of test images and FixRes change, after crops of random area and after crops of the image's size. */
@Command(
        name = "fixres",
        description =
                "Trains one network on crops of random area and aspect, one on shifted images, and tests both at several"
                        + " sizes, as they are and with classifier and last normalization adapted to that size (Touvron et al."
                        + " 2019). On one thread in float32, so that it gives the same again.",
        mixinStandardHelpOptions = true)
final class FixResExperiment implements Callable<Integer> {
    private static final int BATCH = 64;
    private static final int CHANNELS = 3;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "Directory of train/CLASS/*.jpg and test/CLASS/*.jpg.")
    private Path directory = Path.of("");

    @Option(names = "--labels", defaultValue = "200", description = "Images per class; default ${DEFAULT-VALUE}.")
    private int labelsPerClass;

    @Option(names = "--tested", defaultValue = "200", description = "Of each class; default ${DEFAULT-VALUE}.")
    private int testedPerClass;

    @Option(names = "--size", defaultValue = "32", description = "Side in training; default ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--test-sizes",
            split = ",",
            defaultValue = "32,40,48",
            description = "Sides of test images; default ${DEFAULT-VALUE}.")
    private List<Integer> testSizes = List.of();

    @Option(names = "--network", defaultValue = "wrn-10-1", description = "Default ${DEFAULT-VALUE}.")
    private String network = "";

    @Option(names = "--steps", defaultValue = "1500", description = "Of 64 images; default ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--adapt-steps", defaultValue = "100", description = "Default ${DEFAULT-VALUE}.")
    private int adaptSteps;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of images, weights and noise; default ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        List<List<Path>> labeled = PhotographFiles.of(directory.resolve("train"), labelsPerClass, 0, seed)
                .labeled();
        List<List<Path>> tested = Photographs.filesByClass(directory.resolve("test")).stream()
                .map(files -> files.subList(0, Math.min(testedPerClass, files.size())))
                .toList();
        PrintWriter out = command.commandLine().getOut();
        out.printf("%-22s %6s %12s %10s%n", "noise", "size", "as trained", "adapted");
        Noise parts =
                new Noise(null, 0, true, 0, Noise.GRAY, 0, 0, new Noise.RandomResizedCrop(0.08, 1, 0.75, 4 / 3.), null);
        row(out, "random-resized-crop", parts, labeled, tested);
        row(out, "crop: " + size / 8, new Noise(null, size / 8, true, 0, Noise.GRAY, 0, 0), labeled, tested);
        return 0;
    }

    private void row(PrintWriter out, String name, Noise noise, List<List<Path>> labeled, List<List<Path>> tested)
            throws IOException {
        ImageShape shape = new ImageShape(size, size, CHANNELS);
        LabeledSamples images = Photographs.read(labeled, shape);
        List<String> classes =
                IntStream.range(0, labeled.size()).mapToObj(Integer::toString).toList();
        Graph trained = trained(Networks.build(network, shape, classes, seed), images, recipe(noise), options());
        for (int side : testSizes) {
            ImageShape other = new ImageShape(side, side, CHANNELS);
            Graph moved = InputResolution.at(trained, side, side);
            LabeledSamples test = Photographs.read(tested, other);
            Graph adapted = trained(
                    moved,
                    Photographs.read(labeled, other),
                    new FixResConfig(false, adaptSteps, BATCH, 0.005).recipe(),
                    options().classifierAlone());
            out.printf(
                    Locale.ROOT,
                    "%-22s %6d %10.1f %% %8.1f %%%n",
                    name,
                    side,
                    100 * Evaluation.accuracy(moved, test, options().compute()),
                    100 * Evaluation.accuracy(adapted, test, options().compute()));
            out.flush();
        }
    }

    private TrainingOptions options() {
        return new TrainingOptions(seed, 1, 1, Precision.FP32);
    }

    private static Graph trained(Graph initial, LabeledSamples images, Recipe recipe, TrainingOptions options) {
        return new Training()
                .run(initial, TrainingData.of(images), recipe, options, TrainingListener.NONE)
                .graph();
    }

    private Recipe recipe(Noise noise) {
        return new Recipe(
                network,
                0,
                steps,
                BATCH,
                1,
                Recipe.Objective.of(List.of(new ObjectiveTerm.CrossEntropy(1, 0.1))),
                new OptimizerConfig(0.1, 0.9, 0.0005, 0.05),
                noise,
                0.99,
                Phases.JOINT,
                null,
                null);
    }
}
