package io.noisystudent.launcher.command;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.inference.foreign.ForeignImport;
import io.noisystudent.inference.foreign.ForeignImport.Imported;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.networks.build.ChannelOrder;
import io.noisystudent.networks.build.ForeignModel;
import io.noisystudent.networks.build.Layout;
import io.noisystudent.networks.build.NewClassifier;
import io.noisystudent.networks.build.PixelNormalization;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.networks.validation.GraphCheck;
import io.noisystudent.registryclient.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Registers a network that was made elsewhere, in the form in which this pipeline serves and trains networks. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Register an ONNX classifier that was made elsewhere, for example exported from PyTorch.")
final class ImportCommand implements Callable<Integer> {
    private static final String ACTOR = "import";

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "ONNX file with the pipeline's classes in their order.")
    private Path file = Path.of("");

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            defaultValue = "NCHW",
            description = "Axes of its input: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Layout layout = Layout.NCHW;

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            defaultValue = "0.003921569",
            description = "Factor for pixels of 0 to 255, applied first (default: 1/255).")
    private float scale;

    @Option(
            names = "--mean",
            split = ",",
            paramLabel = "NUMBER",
            description = "Subtracted next, for each channel or for all (default: 0).")
    private List<Float> mean = new ArrayList<>();

    @Option(
            names = "--std",
            split = ",",
            paramLabel = "NUMBER",
            description = "Divisor of the difference, for each channel or for all (default: 1).")
    private List<Float> std = new ArrayList<>();

    @Option(
            names = "--channels",
            paramLabel = "ORDER",
            defaultValue = "RGB",
            description =
                    "Order of the colors that it takes: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); mean and"
                            + " std are in this order.")
    private ChannelOrder channels = ChannelOrder.RGB;

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description = "Its output, or another value, that holds the logits or the probabilities; needed if it has"
                    + " several outputs.")
    private @Nullable String output;

    @Option(
            names = "--head",
            paramLabel = "HEAD",
            defaultValue = "OWN",
            description =
                    "Its classifier: its own, which has the pipeline's classes, or a new one for them, which a first"
                            + " training teaches: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Head head = Head.OWN;

    @Option(
            names = "--cut",
            paramLabel = "NAME",
            description = "The value that a new classifier reads; what follows it is left out (default: what the own"
                    + " classifier reads).")
    private @Nullable String cut;

    @Option(
            names = "--alias",
            paramLabel = "NAME",
            description = "Points an alias to it, so that a recipe can begin with it: network: version:NAME.")
    private @Nullable String alias;

    @Option(
            names = "--teacher",
            description = "Make it the teacher, whatever the gate says; needs the right to override.")
    private boolean teacher;

    @Mixin
    private RegistryOption registry = new RegistryOption();

    @Mixin
    private PipelineOption pipelineOption = new PipelineOption();

    @Mixin
    private HomeOption home = new HomeOption();

    /** Where the classifier comes from. */
    enum Head {
        OWN,
        NEW
    }

    ImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        requireOptions();
        Registry client = registry.client(home.home());
        PipelineConfig pipeline = pipelineOption.pipeline(home.home());
        byte[] served = OnnxWriter.write(resized(served(read(), pipeline), pipeline.resize()));
        ModelVersion version = register(client, pipeline.name(), served);
        terminal.line(version.model() + " is registered, " + version.size() / 1024 + " KiB");
        if (version.warnings() != null) {
            version.warnings().forEach(warning -> terminal.line("  " + warning.describe()));
        }
        point(client, version.model());
        if (teacher) {
            client.promote(version.model(), new PromotionRequest(ACTOR, "imported as the teacher", List.of(), true));
            terminal.line(version.model() + " is the teacher");
        }
        return 0;
    }

    private void requireOptions() {
        if (cut != null && head == Head.OWN) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "--cut",
                    "its own classifier reads what it reads; give --head new beside it");
        }
        if (teacher && head == Head.NEW) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "--teacher",
                    "a new classifier has learned no class yet; give --alias NAME in place of it, and network: version:NAME"
                            + " in the first recipe");
        }
        if (AliasSlot.TEACHER.equals(alias)) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "--alias",
                    "the gate moves the alias teacher; give --teacher, or another name");
        }
    }

    private void point(Registry client, ModelRef version) {
        if (alias != null) {
            long revision =
                    client.alias(version.name(), alias).map(AliasSlot::revision).orElse(0L);
            client.moveAlias(
                    version.name(),
                    alias,
                    revision,
                    new AliasMove(version.version(), ACTOR, "imported from " + file.getFileName(), List.of()));
            terminal.line(version + " is " + alias + "; a recipe begins with it by network: version:" + alias);
        }
    }

    /** As the pipeline's images are, unless the file says it. */
    private static Graph resized(Graph graph, Resize resize) {
        return graph.metadata().containsKey(ModelMetadata.RESIZE)
                ? graph
                : graph.withMetadata(Map.of(ModelMetadata.RESIZE, ModelMetadata.describe(resize)));
    }

    private Graph read() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_GRAPH,
                    file.toString(),
                    Files.exists(file) ? "it is not a file; name an ONNX file" : "there is no such file");
        }
        return OnnxReader.readWithExternalData(file);
    }

    /** A network that takes images as we serve them is left as it is. */
    private Graph served(Graph graph, PipelineConfig pipeline) {
        List<String> outputs = graph.outputs().stream().map(TensorSpec::name).toList();
        boolean served = graph.inputs().size() == 1
                && graph.inputs().get(0).name().equals(Signature.IMAGES)
                && graph.inputs().get(0).type() == ElementType.UINT8
                && Set.copyOf(outputs).equals(Set.of(Signature.LOGITS, Signature.PROBABILITIES));
        long seed = pipeline.curriculum().seed();
        if (served && head == Head.NEW) {
            String reads = cut == null ? NewClassifier.defaultCut(graph, Signature.LOGITS) : cut;
            Graph fresh = NewClassifier.ofServed(graph, reads, pipeline.image(), pipeline.classes(), seed);
            GraphCheck.trainable(fresh, pipeline.image());
            return fresh;
        } else if (served) {
            return graph;
        }
        int count = pipeline.image().channels();
        PixelNormalization normalization =
                new PixelNormalization(each(mean, 0, count, "--mean"), each(std, 1, count, "--std"));
        ForeignModel declared =
                new ForeignModel(pipeline.image(), pipeline.classes(), layout, scale, normalization, channels);
        Imported imported = head == Head.NEW
                ? ForeignImport.withNewClassifier(
                        graph, declared, Optional.ofNullable(output), Optional.ofNullable(cut), seed)
                : ForeignImport.of(graph, declared, Optional.ofNullable(output));
        imported.notes().forEach(note -> terminal.line(file.getFileName() + ": " + note));
        return imported.graph();
    }

    private static List<Float> each(List<Float> given, float absent, int channels, String option) {
        if (given.size() == channels) {
            return given;
        }
        if (given.size() > 1) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    option,
                    given + " has " + given.size() + " numbers, and the images have " + channels
                            + " channels; give one for each, or one for all");
        }
        return Collections.nCopies(channels, given.isEmpty() ? absent : given.get(0));
    }

    private static ModelVersion register(Registry client, String model, byte[] served) throws IOException {
        Path temporary = Files.createTempFile("noisy-student-import-", ".onnx");
        try {
            Files.write(temporary, served);
            return client.register(model, temporary, new VersionDescription(null, null));
        } finally {
            Files.delete(temporary);
        }
    }
}
