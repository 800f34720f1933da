package io.noisystudent.inference.foreign;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.inference.foreign.ForeignImport.Imported;
import io.noisystudent.networks.build.ChannelOrder;
import io.noisystudent.networks.build.ForeignModel;
import io.noisystudent.networks.build.Layout;
import io.noisystudent.networks.build.PixelNormalization;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.validation.GraphCheck;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What is imported answers as ONNX Runtime answers for the file, for files in the styles of several exporters. */
class ForeignImportTest {
    private static final ImageShape IMAGE = new ImageShape(8, 8, 3);
    private static final List<String> CLASSES = List.of("a", "b", "c", "d");
    private static final PixelNormalization PIXELS =
            new PixelNormalization(List.of(0.4f, 0.5f, 0.6f), List.of(0.2f, 0.25f, 0.3f));
    private static final ForeignModel DECLARED = declared(ChannelOrder.RGB);
    private static final int IMAGES = 3;

    private static ForeignModel declared(ChannelOrder channels) {
        return new ForeignModel(IMAGE, CLASSES, Layout.NCHW, 1 / 255f, PIXELS, channels);
    }

    static Stream<Arguments> heads() {
        Map<String, Attribute> last = Map.of("axis", Attribute.of(-1));
        Attribute toDouble = Attribute.of(ElementType.DOUBLE.onnxCode());
        Attribute toFloat = Attribute.of(ElementType.FLOAT.onnxCode());
        return Stream.of(
                arguments("nothing", plain(), "logits"),
                arguments("softmax", plain().node("Softmax", "y", List.of("logits"), last), "y"),
                arguments(
                        "softmax and Identity",
                        plain().node("Softmax", "p", List.of("logits"), last).node("Identity", "y", List.of("p")),
                        "y"),
                arguments(
                        "softmax, Reshape and Flatten",
                        plain().node("Softmax", "p", List.of("logits"), last)
                                .constant("shape", Tensor.vector(-1L, 4L, 1L))
                                .node("Reshape", "r", List.of("p", "shape"))
                                .node("Flatten", "y", List.of("r")),
                        "y"),
                arguments(
                        "softmax and Casts",
                        plain().node("Softmax", "p", List.of("logits"), last)
                                .node("Cast", "d", List.of("p"), Map.of("to", toDouble))
                                .node("Cast", "y", List.of("d"), Map.of("to", toFloat)),
                        "y"),
                arguments("LogSoftmax", plain().node("LogSoftmax", "y", List.of("logits"), last), "y"),
                arguments(
                        "Log of softmax",
                        plain().node("Softmax", "p", List.of("logits"), last).node("Log", "y", List.of("p")),
                        "y"),
                arguments(
                        "exponentials over their sum",
                        plain().node("Exp", "e", List.of("logits"))
                                .constant("axes", Tensor.vector(1L))
                                .node("ReduceSum", "s", List.of("e", "axes"))
                                .node("Div", "y", List.of("e", "s")),
                        "y"),
                arguments(
                        "probabilities that no rule knows",
                        plain().node("Softmax", "p", List.of("logits"), last)
                                .constant("half", Tensor.scalar(0.5f))
                                .node("Mul", "q", List.of("p", "half"))
                                .node("Add", "y", List.of("q", "q")),
                        "y"));
    }

    private static ExportedGraph plain() {
        return ExportedGraph.of(17).plain();
    }

    @ParameterizedTest
    @MethodSource("heads")
    void shouldServeTheSoftmaxOfTheLogitsOnce(String behind, ExportedGraph graph, String output) {
        // When
        Graph imported = ForeignImport.of(graph.ending(output), DECLARED, Optional.empty())
                .graph();

        // Then
        float[] logits = answers(graph.ending(output), "logits");
        assertProbabilities(imported, logits, behind);
        GraphCheck.trainable(imported);
    }

    @Test
    void shouldServeTheLogitsBehindTheNumberOfAClass() {
        ExportedGraph graph = plain().node("ArgMax", "y", List.of("logits"), Map.of("axis", Attribute.of(1)));
        Graph chosen = graph.graph(
                List.of(new TensorSpec("y", ElementType.INT64, List.of(Dimension.of("batch"), Dimension.of(1)))));

        Imported imported = ForeignImport.of(chosen, DECLARED, Optional.empty());

        assertProbabilities(imported.graph(), answers(chosen, "logits"), "argmax");
        assertThat(imported.notes()).anyMatch(note -> note.contains("number of a class"));
        assertThat(imported.graph().nodes()).noneMatch(node -> node.operator().equals("ArgMax"));
    }

    @Test
    void shouldAskForOneOfSeveralOutputs() {
        Graph graph = plain().node("Softmax", "p", List.of("logits"), Map.of("axis", Attribute.of(-1)))
                .node("Relu", "embedding", List.of("flat"))
                .ending("embedding", "p");

        assertRefused(graph, ErrorCode.SIGNATURE_MISMATCH, "2 outputs", "--output embedding");
        assertThatThrownBy(() -> ForeignImport.of(graph, DECLARED, Optional.of("absent")))
                .hasMessageContaining("computes no value of this name");
        Graph imported = ForeignImport.of(graph, DECLARED, Optional.of("p")).graph();
        assertProbabilities(imported, answers(graph, "logits"), "the second");
        assertThat(imported.nodes()).noneMatch(node -> node.name().equals("node.embedding"));
    }

    @Test
    void shouldRefuseIndependentProbabilities() {
        Graph graph = plain().node("Sigmoid", "y", List.of("logits")).ending("y");

        assertRefused(graph, ErrorCode.SIGNATURE_MISMATCH, "node.y (Sigmoid)", "--output logits");
        assertProbabilities(
                ForeignImport.of(graph, DECLARED, Optional.of("logits")).graph(), answers(graph, "logits"), "named");
    }

    @Test
    void shouldTakeBlueFirst() {
        // Given: the answer for images whose colors are reversed
        Graph graph = plain().ending("logits");
        ForeignModel declared = declared(ChannelOrder.BGR);
        Graph imported = ForeignImport.of(graph, declared, Optional.empty()).graph();
        Graph straight = ForeignImport.of(graph, DECLARED, Optional.empty()).graph();

        byte[] pixels = pixels();
        byte[] reversed = pixels.clone();
        for (int i = 0; i < pixels.length; i += 3) {
            reversed[i] = pixels[i + 2];
            reversed[i + 2] = pixels[i];
        }

        assertThat(serve(imported, pixels)).containsExactly(serve(straight, reversed));
        GraphCheck.trainable(imported);
    }

    @Test
    void shouldFreeAFixedBatch() {
        // Given: a class token that is joined to patches, and shapes with the number of images
        ExportedGraph graph = new ExportedGraph(17, Dimension.of(1))
                .convolution("x")
                .constant("tokens", Tensor.vector(1L, 6L, 64L))
                .node("Reshape", "flattened", List.of("features", "tokens"))
                .node("Transpose", "turned", List.of("flattened"), Map.of("perm", Attribute.ofInts(0, 2, 1)))
                .random("token", 1, 1, 6)
                .node("Concat", "all", List.of("token", "turned"), Map.of("axis", Attribute.of(1)))
                .node("ReduceMean", "mean", List.of("all"), Map.of("axes", Attribute.ofInts(1)))
                .constant("row", Tensor.vector(1L, -1L))
                .node("Reshape", "rows", List.of("mean", "row"), Map.of("allowzero", Attribute.of(1)))
                .random("fc", 6, 4)
                .node("MatMul", "logits", List.of("rows", "fc"));

        Imported imported = ForeignImport.of(graph.ending("logits"), DECLARED, Optional.empty());

        assertThat(imported.notes()).anyMatch(note -> note.contains("fixed at 1 and is free now"));
        assertProbabilities(imported.graph(), answers(graph.ending("logits"), "logits"), "freed");
        GraphCheck.trainable(imported.graph());
    }

    @Test
    void shouldNameTheNodeThatForbidsAFreeBatch() {
        Graph graph = new ExportedGraph(17, Dimension.of(1))
                .plain()
                .node("ReduceMax", "peak", List.of("active"), Map.of("axes", Attribute.ofInts(0, 1, 2, 3)))
                .node("Reshape", "scalar", List.of("peak", "one"))
                .node("Add", "y", List.of("logits", "scalar"))
                .constant("one", Tensor.vector(1L))
                .ending("y");

        assertRefused(graph, ErrorCode.BAD_GRAPH, "node.peak", "batch of 1", "cannot be freed", "dynamic_shapes");
    }

    @Test
    void shouldFoldWhatIsComputedFromConstants() {
        Graph graph = ExportedGraph.of(18)
                .constant("two", Tensor.ofLongs(new long[0], 2))
                .node("CastLike", "factor", List.of("two", "x"))
                .node("Mul", "scaled", List.of("x", "factor"))
                .convolution("scaled")
                .constant("low", Tensor.ofLongs(new long[0], 0))
                .node("Cast", "least", List.of("low"), Map.of("to", Attribute.of(1)))
                .node("CastLike", "most", List.of("high", "features"))
                .constant("high", Tensor.ofLongs(new long[0], 6))
                .node("Clip", "active", List.of("features", "least", "most"))
                .node("Shape", "sizes", List.of("active"), Map.of("start", Attribute.of(1)))
                .constant("unknown", Tensor.vector(-1L))
                .node("Concat", "shape", List.of("unknown", "sizes"), Map.of("axis", Attribute.of(0)))
                .node("Reshape", "again", List.of("active", "shape"))
                .classifier("again")
                .ending("logits");

        Imported imported = ForeignImport.of(graph, DECLARED, Optional.empty());

        assertProbabilities(imported.graph(), answers(graph, "logits"), "folded");
        assertThat(imported.graph().nodes())
                .noneMatch(node -> node.operator().equals("CastLike")
                        || node.operator().equals("Shape")
                        || node.operator().equals("Concat"));
        assertThat(imported.notes()).anyMatch(note -> note.contains("the start of students"));
    }

    @Test
    void shouldRaiseOldOperatorSets() {
        // Given: operators of set 9 whose numbers were attributes
        Graph graph = ExportedGraph.of(9)
                .node("Pad", "padded", List.of("x"), Map.of("pads", Attribute.ofInts(0, 0, 1, 1, 0, 0, 1, 1)))
                .node(
                        "Slice",
                        "cut",
                        List.of("padded"),
                        Map.of(
                                "axes", Attribute.ofInts(2, 3),
                                "starts", Attribute.ofInts(1, 1),
                                "ends", Attribute.ofInts(9, 9)))
                .convolution("cut")
                .node("Clip", "six", List.of("features"), Map.of("min", Attribute.of(0f), "max", Attribute.of(6f)))
                .constant("scales", Tensor.vector(1f, 1f, 2f, 2f))
                .node("Upsample", "larger", List.of("six", "scales"), Map.of("mode", Attribute.of("nearest")))
                .node("Dropout", "kept", List.of("larger"), Map.of("ratio", Attribute.of(0.3f)))
                .node("Unsqueeze", "five", List.of("kept"), Map.of("axes", Attribute.ofInts(0)))
                .node("Squeeze", "four", List.of("five"), Map.of("axes", Attribute.ofInts(0)))
                .node("Softmax", "attention", List.of("four"), Map.of("axis", Attribute.of(2)))
                .node("Mul", "attended", List.of("four", "attention"))
                .node("ReduceSum", "summed", List.of("attended"), Map.of("axes", Attribute.ofInts(3)))
                .classifier("summed")
                .ending("logits");

        Imported imported = ForeignImport.of(graph, DECLARED, Optional.empty());

        assertProbabilities(imported.graph(), answers(graph, "logits"), "raised");
        assertThat(imported.graph().opset()).isEqualTo(GraphCheck.MIN_TRAINED_OPSET);
        GraphCheck.trainable(imported.graph());
        assertThat(imported.graph().nodes())
                .filteredOn(node -> node.operator().equals("Dropout"))
                .allMatch(node -> node.inputs().size() == 2);
    }

    @Test
    void shouldServeAnOldSetThatItCannotRaise() {
        Graph graph = ExportedGraph.of(9)
                .convolution("x")
                .node("Selu", "active", List.of("features"))
                .classifier("active")
                .ending("logits");

        Imported imported = ForeignImport.of(graph, DECLARED, Optional.empty());

        assertProbabilities(imported.graph(), answers(graph, "logits"), "served");
        assertThat(imported.notes())
                .anyMatch(note -> note.contains("node.active (Selu)") && note.contains("version_converter"))
                .anyMatch(note -> note.contains("but not trained"));
    }

    @Test
    void shouldSeparateMergedConstants() {
        Tensor zeros = Tensor.zeros(6);
        Graph graph = ExportedGraph.of(17)
                .random("conv", 6, 3, 3, 3)
                .constant("zeros", zeros)
                .constant("ones", Tensor.vector(1f, 1f, 1f, 1f, 1f, 1f))
                .node("Conv", "features", List.of("x", "conv", "zeros"))
                .node("BatchNormalization", "active", List.of("features", "ones", "zeros", "zeros", "ones"))
                .classifier("active")
                .ending("logits");

        Graph imported = ForeignImport.of(graph, DECLARED, Optional.empty()).graph();

        assertProbabilities(imported, answers(graph, "logits"), "separated");
        Node normalization = imported.nodes().stream()
                .filter(node -> node.operator().equals("BatchNormalization"))
                .findFirst()
                .orElseThrow();
        assertThat(normalization.inputs()).doesNotHaveDuplicates().doesNotContain("zeros");
    }

    @Test
    void shouldTrainWeightsThatAreConstantNodes() {
        ExportedGraph styled = ExportedGraph.of(17);
        Map<String, Attribute> value = Map.of(
                "value", Attribute.of(plain().ending("logits").initializers().get("conv.weight")));
        Graph graph = styled.node("Constant", "kernel", List.of(), value)
                .node("Conv", "features", List.of("x", "kernel"), Map.of("pads", Attribute.ofInts(1, 1, 1, 1)))
                .classifier("features")
                .ending("logits");

        Graph imported = ForeignImport.of(graph, DECLARED, Optional.empty()).graph();

        assertProbabilities(imported, answers(graph, "logits"), "constant nodes");
        assertThat(imported.initializers()).containsKey("kernel");
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        assertRefused(
                plain().random("wide", 6, 10)
                        .node("MatMul", "y", List.of("flat", "wide"))
                        .graph(List.of(
                                new TensorSpec("y", ElementType.FLOAT, List.of(Dimension.of("n"), Dimension.of(10))))),
                ErrorCode.SIGNATURE_MISMATCH,
                "FLOAT [4, 10]",
                "the pipeline has 4 classes");
        float[] broken = new float[24];
        broken[5] = Float.NaN;
        assertRefused(
                plain().constant("fc.weight", Tensor.ofFloats(new long[] {4, 6}, broken))
                        .ending("logits"),
                ErrorCode.BAD_GRAPH,
                "fc.weight",
                "NaN at position 5",
                "checkpoint");
        ForeignModel gray = new ForeignModel(
                new ImageShape(8, 8, 1), CLASSES, Layout.NCHW, 1, new PixelNormalization(List.of(0f), List.of(1f)));
        assertThatThrownBy(() -> ForeignImport.of(plain().ending("logits"), gray, Optional.empty()))
                .hasMessageContaining("image.channels of 3");
        assertThatThrownBy(() ->
                        new ForeignModel(gray.image(), CLASSES, Layout.NCHW, 1, gray.normalization(), ChannelOrder.BGR))
                .hasMessageContaining("BGR is an order of three channels");
    }

    /** The classifier has four classes of its own, behind softmax; another one reads the map before the pooling. */
    @ParameterizedTest
    @CsvSource({", flat", "active, "})
    void shouldPutANewClassifierOnTheFeatures(@Nullable String cut, @Nullable String features) {
        // Given
        List<String> classes = List.of("x", "y", "z", "other");
        ForeignModel declared = new ForeignModel(IMAGE, classes, Layout.NCHW, 1 / 255f, PIXELS, ChannelOrder.RGB);
        Graph file = plain().node("Softmax", "y", List.of("logits"), Map.of("axis", Attribute.of(-1)))
                .ending("y");

        // When
        Imported imported =
                ForeignImport.withNewClassifier(file, declared, Optional.empty(), Optional.ofNullable(cut), 7);

        // Then
        float[] read = answers(file, "flat");
        float[] weights = imported.graph().initializers().get("head.weight").floats();
        float[] logits = new float[IMAGES * classes.size()];
        for (int i = 0; i < logits.length; i++) {
            for (int k = 0; k < 6; k++) {
                logits[i] += read[i / 4 * 6 + k] * weights[i % 4 * 6 + k];
            }
        }
        assertProbabilities(imported.graph(), logits, "new");
        assertThat(imported.graph().initializers()).doesNotContainKey("fc.weight");
        assertThat(ModelMetadata.classes(imported.graph())).contains(classes);
        assertThat(imported.notes())
                .first()
                .asString()
                .isEqualTo(
                        features == null
                                ? "a new classifier reads active, averaged over pixels, and has to be trained"
                                : "a new classifier reads flat, and has to be trained");
    }

    @Test
    void shouldRefuseANewClassifierWhereThereAreNoFeatures() {
        Graph file = plain().ending("logits");
        for (String cut : List.of("nowhere", "conv.weight")) {
            assertThatThrownBy(() ->
                            ForeignImport.withNewClassifier(file, DECLARED, Optional.empty(), Optional.of(cut), 7))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.describe())
                            .startsWith("SIGNATURE_MISMATCH " + cut + ": no node of network exported computes '" + cut
                                    + "' from the images; name the output of one, such as flat"));
        }
    }

    private static void assertRefused(Graph graph, ErrorCode code, String... words) {
        assertThatThrownBy(() -> ForeignImport.of(graph, DECLARED, Optional.empty()))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).as(e.describe()).isEqualTo(code);
                    assertThat(e.describe()).contains(words);
                });
    }

    private static byte[] pixels() {
        byte[] pixels = new byte[IMAGES * IMAGE.bytes()];
        new Random(3).nextBytes(pixels);
        return pixels;
    }

    /** What ONNX Runtime gives for the file, one image after the other. */
    private static float[] answers(Graph file, String value) {
        byte[] pixels = pixels();
        float[] all = new float[0];
        for (int image = 0; image < IMAGES; image++) {
            float[] normalized = new float[IMAGE.bytes()];
            for (int i = 0; i < normalized.length; i++) {
                int channel = i / 64;
                int pixel = pixels[image * IMAGE.bytes() + i % 64 * 3 + channel] & 0xFF;
                normalized[i] = (pixel / 255f - PIXELS.mean().get(channel))
                        / PIXELS.std().get(channel);
            }
            float[] row = RuntimeValues.of(file, List.of(value), Tensor.ofFloats(new long[] {1, 3, 8, 8}, normalized))
                    .get(value)
                    .floats();
            all = Arrays.copyOf(all, all.length + row.length);
            System.arraycopy(row, 0, all, image * row.length, row.length);
        }
        return all;
    }

    private static float[] serve(Graph graph, byte[] pixels) {
        float[] probabilities = new float[IMAGES * CLASSES.size()];
        InferenceOptions options = InferenceOptions.defaults().withThreads(1).withMaxBatch(IMAGES);
        try (Classifier classifier = Classifier.open(graph, options)) {
            ByteBuffer input = classifier.input();
            input.put(pixels);
            classifier.run(IMAGES).probabilities().get(probabilities);
        }
        return probabilities;
    }

    private static void assertProbabilities(Graph imported, float[] logits, String what) {
        float[] actual = serve(imported, pixels());
        for (int row = 0; row < logits.length; row += CLASSES.size()) {
            double sum = 0;
            for (int k = 0; k < CLASSES.size(); k++) {
                sum += Math.exp(logits[row + k]);
            }
            for (int k = row; k < row + CLASSES.size(); k++) {
                assertThat((double) actual[k]).as(what).isCloseTo(Math.exp(logits[k]) / sum, within(1e-5));
            }
        }
    }
}
