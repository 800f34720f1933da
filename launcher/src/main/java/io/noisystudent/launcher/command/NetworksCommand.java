package io.noisystudent.launcher.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.launcher.console.Table;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.network.NetworkSize;
import io.noisystudent.launcher.network.NetworkValue;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.validation.ServedSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import static io.noisystudent.launcher.console.Table.Column.left;
import static io.noisystudent.launcher.console.Table.Column.right;

/** Lists the networks that can be built, or the values within one. */
@Command(
        name = "networks",
        mixinStandardHelpOptions = true,
        description = {
            "List networks that can be built, with their size.",
            "With --tensors, list the values within one that the terms of a loss can name."
        })
final class NetworksCommand implements Callable<Integer> {
    private static final Pattern IMAGE = Pattern.compile("([1-9]\\d{0,3})x([1-9]\\d{0,3})x([13])");
    /** As the served signature has them. */
    private static final int MOST_CLASSES = 1_000_000;

    private static final Pattern VERSION = Pattern.compile("[1-9]\\d{0,8}");

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "A network's name, an ONNX file as it is served, or the number of a version of the pipeline.")
    private @Nullable String name;

    @Option(names = "--tensors", description = "List the values within it, and which terms compare them by default.")
    private boolean tensors;

    @Option(
            names = "--image",
            paramLabel = "HxWxC",
            description = "Height, width and channels of the images, such as 32x32x3 (default: the pipeline's).")
    private @Nullable String image;

    @Option(names = "--classes", paramLabel = "N", description = "Number of classes (default: the pipeline's).")
    private @Nullable Integer classes;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Mixin
    private RegistryOption registry = new RegistryOption();

    @Mixin
    private PipelineOption pipelineOption = new PipelineOption();

    @Mixin
    private HomeOption home = new HomeOption();

    NetworksCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (name == null && tensors) {
            throw new ParameterException(spec.commandLine(), "--tensors lists the values of one network; name it");
        }
        PipelineConfig pipeline = pipelineOption.pipelineOrBuiltIn(home.home());
        ImageShape shape = image == null ? pipeline.image() : shape(image);
        int count = classes == null ? pipeline.classes().size() : requireClasses(classes);
        if (name == null) {
            families(shape, count);
            return 0;
        }
        Graph graph = graph(name, pipeline.name(), shape, count);
        ImageShape seen = image == null ? ServedSignature.of(graph).image(graph).orElse(shape) : shape;
        if (tensors) {
            values(NetworkValue.of(graph, seen));
        } else {
            size(NetworkSize.of(name, graph, seen));
        }
        return 0;
    }

    private ImageShape shape(String text) {
        Matcher sides = IMAGE.matcher(text);
        if (!sides.matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--image is " + text + "; give height, width and channels, 1 or 3, such as 32x32x3");
        }
        return new ImageShape(
                Integer.parseInt(sides.group(1)), Integer.parseInt(sides.group(2)), Integer.parseInt(sides.group(3)));
    }

    private int requireClasses(int given) {
        if (given < 2 || given > MOST_CLASSES) {
            throw new ParameterException(spec.commandLine(), "--classes is " + given + "; give 2 to " + MOST_CLASSES);
        }
        return given;
    }

    private Graph graph(String named, String model, ImageShape shape, int count) throws IOException {
        boolean isVersion = VERSION.matcher(named).matches();
        boolean isMade = isVersion || (!Networks.isKnown(named) && Files.isRegularFile(Path.of(named)));
        if (!isMade) {
            return blank(named, shape, count);
        }
        if (classes != null) {
            throw new ParameterException(
                    spec.commandLine(), "--classes is " + classes + ", and " + named + " has its own; leave it out");
        }
        return isVersion ? version(new ModelRef(model, Integer.parseInt(named))) : OnnxReader.read(Path.of(named));
    }

    /** {@code MODEL_LIMITS} for one that has a weight of more numbers than a tensor holds. */
    private static Graph blank(String network, ImageShape shape, int count) {
        try {
            return Networks.blank(network, shape, count);
        } catch (ArithmeticException e) {
            throw new NoisyStudentException(
                    ErrorCode.MODEL_LIMITS,
                    network,
                    "for images of " + shape + " and " + count + " classes it has a weight of more than "
                            + Integer.MAX_VALUE + " numbers; give smaller images or fewer classes",
                    e);
        }
    }

    private Graph version(ModelRef version) throws IOException {
        Path directory = Files.createTempDirectory("noisy-student-networks-");
        Path file = directory.resolve("model.onnx");
        try {
            registry.client(home.home()).downloadArtifact(version, file);
            return OnnxReader.read(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }

    /** Empty for a network that cannot take such images or so many classes. */
    private static Optional<NetworkSize> size(String network, ImageShape shape, int count) {
        try {
            return Optional.of(NetworkSize.of(network, blank(network, shape, count), shape));
        } catch (NoisyStudentException e) {
            return Optional.empty();
        }
    }

    private void families(ImageShape shape, int count) throws JsonProcessingException {
        Table table = new Table(List.of(left("network"), right("parameters"), right("FLOPs"), left("names")));
        for (Map.Entry<String, List<String>> family : Networks.examples().entrySet()) {
            String names = family.getKey();
            for (String example : family.getValue()) {
                Optional<NetworkSize> size = size(example, shape, count);
                if (size.isPresent()) {
                    printJson(size.get());
                    add(table, size.get(), names);
                    names = "";
                }
            }
        }
        print(table);
        note("For images of %s and %d classes; --image and --classes ask for others.", shape, count);
        note("FLOPs are the multiply-adds of convolutions and matrix products for one image.");
        note("In names <k> is a number from 1 to 99, and what stands in [ ] may be left out.");
    }

    private void size(NetworkSize size) throws JsonProcessingException {
        printJson(size);
        Table table = new Table(List.of(left("network"), right("parameters"), right("FLOPs"), left("")));
        print(add(table, size, ""));
    }

    private static Table add(Table table, NetworkSize size, String names) {
        return table.add(size.network(), number(size.parameters()), number(size.flops()), names);
    }

    private void values(List<NetworkValue> values) throws JsonProcessingException {
        Table table = new Table(List.of(left("value"), left("shape"), left("default of")));
        for (NetworkValue value : values) {
            printJson(value);
            String sides = value.shape().stream().map(String::valueOf).collect(Collectors.joining(", "));
            table.add(value.name(), "(N, " + sides + ")", String.join(", ", value.defaultOf()));
        }
        print(table);
        note("Defaults are those beside a network with as many stages; beside one with fewer, the last ones count.");
    }

    private void printJson(Record line) throws JsonProcessingException {
        if (json) {
            terminal.text(JsonMapper.create().writeValueAsString(line));
        }
    }

    private void print(Table table) {
        if (!json) {
            terminal.text(table.render());
        }
    }

    private void note(String format, Object... arguments) {
        if (!json) {
            terminal.line(format, arguments);
        }
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
