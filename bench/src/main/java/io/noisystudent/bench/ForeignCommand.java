package io.noisystudent.bench;

import io.noisystudent.bench.images.Photographs;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Mode;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.build.ForeignModel;
import io.noisystudent.networks.build.Layout;
import io.noisystudent.networks.build.ModelImport;
import io.noisystudent.networks.build.PixelNormalization;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Networks that others exported: import, parity, training, export, parity again. */
@Command(
        name = "foreign",
        description = "Imports every ONNX file of a directory (see python/export_timm.py), compares its logits between "
                + "libtorch and ONNX Runtime, trains it for some steps, exports it and compares again. Exit code 1 if one "
                + "of them fails.",
        mixinStandardHelpOptions = true)
final class ForeignCommand implements Callable<Integer> {
    private static final int BATCH = 16;
    private static final int PER_CLASS = 8;
    private static final int WINDOW = 5;
    private static final double TOLERANCE = 1e-4;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "DIR", description = "Directory of ONNX files.")
    private Path directory = Path.of("");

    @Option(names = "--images", paramLabel = "DIR", description = "Folders of JPEG files, one per class.")
    private @Nullable Path images;

    @Option(names = "--steps", defaultValue = "20", description = "Training steps; default ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--rate", defaultValue = "0.001", description = "Learning rate of AdamW; default ${DEFAULT-VALUE}.")
    private double rate;

    /** What happened to one network; differences are relative to the largest logit. */
    private record Outcome(long parameters, double before, double firstLoss, double lastLoss, double after) {
        boolean isGood() {
            return before < TOLERANCE && after < TOLERANCE && lastLoss < firstLoss;
        }
    }

    @Override
    public Integer call() throws IOException {
        ImageShape shape = common.shape();
        LabeledSamples samples = images == null
                ? Photographs.invented(shape, Pictures.CLASSES * PER_CLASS)
                : Photographs.read(images, shape, PER_CLASS);
        line("%-28s %12s %10s %10s %10s %10s", "network", "parameters", "parity", "loss", "after", "parity");
        boolean good = true;
        for (Path file : files()) {
            good &= check(file, shape, samples);
        }
        return good ? 0 : 1;
    }

    private boolean check(Path file, ImageShape shape, LabeledSamples samples) throws IOException {
        String name = file.getFileName().toString().replaceFirst("\\.onnx$", "");
        try {
            Graph graph = ModelImport.apply(
                    OnnxReader.read(file),
                    new ForeignModel(
                            shape,
                            Pictures.classes(),
                            Layout.NCHW,
                            1f / 255,
                            PixelNormalization.standard(shape.channels())));
            Outcome outcome = outcome(graph, samples);
            line(
                    "%-28s %,12d %10.1e %10.3f %10.3f %10.1e %s",
                    name,
                    outcome.parameters(),
                    outcome.before(),
                    outcome.firstLoss(),
                    outcome.lastLoss(),
                    outcome.after(),
                    outcome.isGood() ? "good" : "BAD");
            return outcome.isGood();
        } catch (NoisyStudentException e) {
            line("%-28s %s", name, e.describe());
            return false;
        }
    }

    private Outcome outcome(Graph graph, LabeledSamples samples) {
        double before = difference(graph, samples);
        List<Double> losses = new ArrayList<>();
        Recipe recipe = new Recipe(
                graph.name(),
                0,
                steps,
                BATCH,
                1,
                new Recipe.Objective(true, 1, 0, null),
                new OptimizerConfig(rate, 0.9, 0, 0.1, Recipe.Algorithm.ADAMW, null),
                Noise.NONE,
                0.5,
                Phases.JOINT,
                null,
                null);
        Graph trained = new Training()
                .run(
                        graph,
                        TrainingData.of(samples),
                        recipe,
                        new TrainingOptions(1, common.threads, 1, Precision.FP32),
                        report -> losses.add(report.loss()))
                .graph();
        return new Outcome(
                parameters(graph),
                before,
                mean(losses.subList(0, WINDOW)),
                mean(losses.subList(losses.size() - WINDOW, losses.size())),
                difference(trained, samples));
    }

    /** Numbers that are trained: more than the weights of convolutions and products, also gains and biases. */
    private static long parameters(Graph graph) {
        try (GraphModule network = GraphModule.of(graph, Compute.cpu())) {
            return network.parameters().stream()
                    .mapToLong(parameter -> parameter.value().numel())
                    .sum();
        }
    }

    /** Largest difference of a logit between libtorch and ONNX Runtime, relative to the largest logit. */
    private static double difference(Graph graph, LabeledSamples samples) {
        ByteBuffer pixels =
                ByteBuffer.allocateDirect(BATCH * samples.images().shape().bytes());
        for (int i = 0; i < BATCH; i++) {
            samples.images().read(i * PER_CLASS % samples.labels().length, pixels);
        }
        try (Classifier served = Classifier.open(
                        OnnxWriter.write(graph), InferenceOptions.defaults().withMaxBatch(BATCH));
                GraphModule network = GraphModule.of(graph, Compute.cpu())) {
            served.input().clear().put(pixels.flip());
            float[] actual = new float[BATCH * served.classes().size()];
            served.run(BATCH).logits().get(actual);
            ImageShape shape = served.imageShape();
            float[] expected = NativeScope.call(() -> HostMemory.floats(network.forward(
                            Compute.cpu()
                                    .overBytes(pixels.rewind(), BATCH, shape.height(), shape.width(), shape.channels()),
                            Mode.EVALUATION)
                    .logits()));
            double scale = 1;
            double largest = 0;
            for (int i = 0; i < expected.length; i++) {
                scale = Math.max(scale, Math.abs(expected[i]));
                largest = Math.max(largest, Math.abs(expected[i] - actual[i]));
            }
            return largest / scale;
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .toList();
        }
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    private void line(String format, Object... values) {
        command.commandLine().getOut().println(String.format(Locale.ROOT, format, values));
    }
}
