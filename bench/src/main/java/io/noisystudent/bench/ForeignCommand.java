package io.noisystudent.bench;

import io.noisystudent.bench.foreign.ForeignOutcome;
import io.noisystudent.bench.images.Photographs;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.inference.foreign.ForeignImport;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.networks.build.ForeignModel;
import io.noisystudent.networks.build.Layout;
import io.noisystudent.networks.build.PixelNormalization;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.validation.GraphCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Networks that others exported: import, parity, gradients, training, export, parity again. */
@Command(
        name = "foreign",
        description = "Imports every ONNX file of a directory (see python/export_timm.py), compares its logits between "
                + "libtorch and ONNX Runtime, and its first gradients with those of PyTorch where NAME.safetensors has them, "
                + "lets it learn images by heart, exports it and compares again. It goes on after a failure. Exit code 1 if "
                + "one of them is not good.",
        mixinStandardHelpOptions = true)
final class ForeignCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "DIR", description = "Directory of ONNX files.")
    private Path directory = Path.of("");

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Folders of JPEG files, one per class; without it, images are invented.")
    private @Nullable Path images;

    @Option(
            names = "--count",
            defaultValue = "256",
            description = "Images that are learned by heart; default ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--classes",
            defaultValue = "10",
            description = "Outputs of the networks; only the first ten are trained; default ${DEFAULT-VALUE}.")
    private int classes;

    @Option(
            names = "--layout",
            defaultValue = "NCHW",
            description = "Any of ${COMPLETION-CANDIDATES}: order of the input's axes; default ${DEFAULT-VALUE}.")
    private Layout layout = Layout.NCHW;

    @Option(names = "--height", description = "Of the images; default: --size.")
    private @Nullable Integer height;

    @Option(names = "--width", description = "Of the images; default: --size.")
    private @Nullable Integer width;

    @Option(
            names = "--steps",
            defaultValue = "200",
            description = "Training steps at most; 0 leaves the training out; default ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--rate", defaultValue = "0.001", description = "Learning rate of AdamW; default ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description = "Where each network leaves a line; those that are there are not run again.")
    private @Nullable Path results;

    @Override
    public Integer call() throws IOException {
        ImageShape shape = new ImageShape(
                height == null ? common.size : height, width == null ? common.size : width, common.channels);
        ForeignOutcome.Settings settings = new ForeignOutcome.Settings(samples(shape), steps, rate, common.threads);
        List<String> lines = new ArrayList<>(earlier());
        Set<String> done = lines.stream().map(ForeignCommand::network).collect(Collectors.toSet());
        print(ForeignOutcome.heading());
        lines.forEach(this::print);
        for (Path file : files()) {
            if (!done.contains(file.getFileName().toString())) {
                String line = ForeignOutcome.of(file, path -> network(path, shape), settings)
                        .line();
                print(line);
                lines.add(line);
                remember(line);
            }
        }
        long good = lines.stream().filter(ForeignCommand::isGood).count();
        print(good + " of " + lines.size() + " are good");
        return good == lines.size() ? 0 : 1;
    }

    private LabeledSamples samples(ImageShape shape) throws IOException {
        return images == null
                ? Photographs.distinguishable(shape, count, 1)
                : Photographs.read(images, shape, (count + Pictures.CLASSES - 1) / Pictures.CLASSES);
    }

    private Graph network(Path file, ImageShape shape) throws IOException {
        List<String> names =
                IntStream.range(0, classes).mapToObj(i -> "class-" + i).toList();
        ForeignModel declared =
                new ForeignModel(shape, names, layout, 1f / 255, PixelNormalization.standard(shape.channels()));
        Graph graph = ForeignImport.of(OnnxReader.readWithExternalData(file), declared, Optional.empty())
                .graph();
        GraphCheck.trainable(graph, shape);
        return graph;
    }

    private List<String> earlier() throws IOException {
        return results == null || !Files.exists(results) ? List.of() : Files.readAllLines(results);
    }

    private void remember(String line) throws IOException {
        if (results != null) {
            Files.writeString(
                    results, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private static String network(String line) {
        return line.split(" ", 2)[0] + ".onnx";
    }

    private static boolean isGood(String line) {
        return line.matches("\\S+ +good .*");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .toList();
        }
    }

    private void print(String line) {
        command.commandLine().getOut().println(line);
        command.commandLine().getOut().flush();
    }
}
