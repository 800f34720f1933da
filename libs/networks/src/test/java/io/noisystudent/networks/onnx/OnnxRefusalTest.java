package io.noisystudent.networks.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.build.Networks;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OnnxRefusalTest {
    private static final OnnxLimits TIGHT = new OnnxLimits(1 << 20, 100, 5000, 12, 1 << 20);

    @ParameterizedTest
    @CsvSource({
        "'', it is empty",
        "504B030414000000, zip archive",
        "80047D942E, pickle",
        "894844460D0A1A0A, HDF5",
        "1F8B0800, gzip",
        "180000004F52544D1200, ORT format",
        "08010000000000007B22, safetensors",
        "7B226572726F72223A20, text",
        "FFD8FFE000104A464946, of another format",
        "0807, of another format",
    })
    void shouldSayThatAFileIsNoOnnx(String hex, String hint) {
        assertRefused(HexFormat.of().parseHex(hex == null ? "" : hex), ErrorCode.NOT_ONNX, "no ONNX model", hint);
    }

    @Test
    void shouldRefuseEveryFileThatIsCutOff() {
        byte[] whole = OnnxWriter.write(Networks.build("mlp", new ImageShape(2, 2, 1), List.of("a", "b"), 1));
        for (int length = 0; length < whole.length - 400; length += 997) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> OnnxReader.read(part)).isInstanceOf(NoisyStudentException.class);
        }
    }

    /** Whatever single byte is damaged, the reader answers with a model or a refusal, never with another exception. */
    @Test
    void shouldSurviveDamage() {
        byte[] whole = OnnxWriter.write(Networks.build("resnet-8", new ImageShape(4, 4, 1), List.of("a", "b"), 1));
        int structure = 4000;
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(structure)] = (byte) random.nextInt();
            try {
                OnnxReader.read(damaged);
            } catch (NoisyStudentException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "weights.bin", "sub/../../x", "*/_ORT_MEM_ADDR_/*"})
    void shouldRefuseDataOutsideTheFile(String location) {
        TensorProto.Builder tensor = tensor(1, 2)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(location));
        assertRefused(Constants.file(tensor), ErrorCode.EXTERNAL_DATA, "initializer w");
        assertRefused(Constants.file(tensor.clearDataLocation()), ErrorCode.EXTERNAL_DATA, "initializer w");
        assertRefused(
                node(node -> node.setOpType("Constant")
                        .clearInput()
                        .addAttribute(
                                attribute(AttributeProto.AttributeType.TENSOR).setT(tensor))),
                ErrorCode.EXTERNAL_DATA,
                "node keep",
                "attribute a");
    }

    @Test
    void shouldCompareDeclaredAndPresentSizeBeforeItAllocates() {
        assertRefused(Constants.file(tensor(1, 1L << 40)), ErrorCode.TENSOR_SIZE, "initializer w", "1099511627776");
        assertRefused(Constants.file(tensor(1, 1L << 40, 1L << 40)), ErrorCode.TENSOR_SIZE, "initializer w");
        assertRefused(Constants.file(tensor(1, 1L << 32, 1L << 32)), ErrorCode.TENSOR_SIZE, "initializer w");
        assertRefused(Constants.file(tensor(1, Long.MAX_VALUE, 4, 4)), ErrorCode.TENSOR_SIZE, "initializer w");
        assertRefused(Constants.file(tensor(1, -1)), ErrorCode.TENSOR_SIZE, "[-1]");
        assertRefused(Constants.file(tensor(1, -2, -2)), ErrorCode.TENSOR_SIZE, "[-2, -2]");
        assertRefused(Constants.file(tensor(1, 0, -2)), ErrorCode.TENSOR_SIZE, "[0, -2]");
        assertRefused(Constants.file(tensor(1, 1000)), ErrorCode.TENSOR_SIZE, "4000 bytes, and holds 0");
        assertRefused(
                Constants.file(tensor(1, 2).setRawData(ByteString.copyFrom(new byte[9]))),
                ErrorCode.TENSOR_SIZE,
                "8 bytes, and holds 9");
        assertRefused(
                Constants.file(tensor(7, 2).addFloatData(1).addFloatData(2)), ErrorCode.TENSOR_SIZE, "and holds 0");
    }

    @Test
    void shouldRefuseElementTypesThatNoOperatorTakes() {
        assertRefused(
                Constants.file(tensor(8, 1).addStringData(ByteString.copyFromUtf8("x"))),
                ErrorCode.OPERATOR_NOT_ALLOWED,
                "initializer w",
                "STRING");
        assertRefused(Constants.file(tensor(14, 1)), ErrorCode.OPERATOR_NOT_ALLOWED, "COMPLEX64");
        assertRefused(Constants.file(tensor(99, 1)), ErrorCode.OPERATOR_NOT_ALLOWED, "99");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Loop",
                "If",
                "Scan",
                "SequenceMap",
                "SequenceConstruct",
                "Optional",
                "StringNormalizer",
                "RandomNormal",
                "Bernoulli",
                "TreeEnsemble",
                "",
                "conv"
            })
    void shouldRefuseOperatorsThatAreNotAllowed(String operator) {
        assertRefused(node(node -> node.setOpType(operator)), ErrorCode.OPERATOR_NOT_ALLOWED, "node keep");
    }

    @Test
    void shouldRefuseOtherDomainsSubgraphsFunctionsAndSparseTensors() {
        assertRefused(
                node(node -> node.setDomain("com.microsoft")),
                ErrorCode.OPERATOR_NOT_ALLOWED,
                "node keep",
                "com.microsoft");
        assertRefused(
                node(node -> node.addAttribute(
                        attribute(AttributeProto.AttributeType.GRAPH).setG(GraphProto.getDefaultInstance()))),
                ErrorCode.OPERATOR_NOT_ALLOWED,
                "node keep",
                "control flow");
        assertRefused(
                node(node -> node.addAttribute(
                        attribute(AttributeProto.AttributeType.INT).setRefAttrName("alpha"))),
                ErrorCode.OPERATOR_NOT_ALLOWED,
                "node keep");
        ModelProto.Builder functions = Constants.model();
        functions.addFunctionsBuilder().setName("f");
        assertRefused(functions.build().toByteArray(), ErrorCode.OPERATOR_NOT_ALLOWED, "function f");
        ModelProto.Builder sparse = Constants.model();
        sparse.getGraphBuilder()
                .addSparseInitializerBuilder()
                .getValuesBuilder()
                .setName("s");
        assertRefused(sparse.build().toByteArray(), ErrorCode.OPERATOR_NOT_ALLOWED, "initializer s");
        ModelProto.Builder training = Constants.model();
        training.addTrainingInfoBuilder();
        assertRefused(training.build().toByteArray(), ErrorCode.OPERATOR_NOT_ALLOWED, "training graph");
    }

    @Test
    void shouldNameTheNodeOfWrongWiring() {
        assertRefused(node(node -> node.setInput(0, "ghost")), ErrorCode.BAD_GRAPH, "node keep", "ghost");
        assertRefused(node(node -> node.setInput(0, "y")), ErrorCode.BAD_GRAPH, "node keep", "cycle");
        assertRefused(node(node -> node.setOutput(0, "w")), ErrorCode.BAD_GRAPH, "value w", "node keep");
        assertRefused(node(NodeProto.Builder::clearOutput), ErrorCode.BAD_GRAPH, "node keep", "no output");
        assertRefused(
                model(model -> model.getGraphBuilder().getOutputBuilder(0).setName("ghost")),
                ErrorCode.BAD_GRAPH,
                "output ghost");
        assertRefused(
                model(model ->
                        model.getGraphBuilder().addInitializer(model.getGraph().getInitializer(0))),
                ErrorCode.BAD_GRAPH,
                "initializer w",
                "twice");
        assertRefused(
                model(model -> model.getOpsetImportBuilder(0).setVersion(6)), ErrorCode.BAD_GRAPH, "operator set 6");
    }

    @Test
    void shouldRefuseModelsThatTrainThemselves() {
        assertRefused(
                model(model -> {
                    GraphProto.Builder graph = model.getGraphBuilder();
                    graph.addInput(graph.getOutput(0).toBuilder().setName("x"));
                    graph.getNodeBuilder(0)
                            .setOpType("BatchNormalization")
                            .clearInput()
                            .addAllInput(List.of("x", "w", "w", "w", "w"))
                            .addAttribute(attribute(AttributeProto.AttributeType.INT)
                                    .setName("training_mode")
                                    .setI(1));
                }),
                ErrorCode.OPERATOR_NOT_ALLOWED,
                "node keep",
                "training mode");
        assertRefused(
                node(node -> node.setOpType("Dropout").addInput("").addInput("w")),
                ErrorCode.OPERATOR_NOT_ALLOWED,
                "training mode");
    }

    @Test
    void shouldHoldItsLimits() throws Exception {
        OnnxReader reader = new OnnxReader(TIGHT);
        assertRefused(reader, new byte[(1 << 20) + 1], ErrorCode.MODEL_LIMITS, "1048577 bytes");
        assertRefused(reader, file(GraphProto.NODE_FIELD_NUMBER, 101), ErrorCode.MODEL_LIMITS, "100 nodes");
        assertRefused(reader, file(GraphProto.INPUT_FIELD_NUMBER, 5000), ErrorCode.MODEL_LIMITS, "5000 messages");
        byte[] nested = new byte[0];
        for (int depth = 0; depth < 20; depth++) {
            nested = AttributeProto.newBuilder()
                    .setName("a")
                    .setG(GraphProto.newBuilder()
                            .addNode(NodeProto.newBuilder().addAttribute(AttributeProto.parseFrom(nested))))
                    .build()
                    .toByteArray();
        }
        AttributeProto deep = AttributeProto.parseFrom(nested);
        assertRefused(reader, node(node -> node.addAttribute(deep)), ErrorCode.MODEL_LIMITS, "nested deeper than 12");
    }

    /** 10^6 nodes of two bytes each: as objects they would be hundreds of megabytes. */
    @Test
    void shouldRefuseAMillionNodesWithoutBuildingThem() throws Exception {
        assertRefused(file(GraphProto.NODE_FIELD_NUMBER, 1_000_000), ErrorCode.MODEL_LIMITS, "20000 nodes");
    }

    /** A model of empty messages in that field of the graph, written without building it. */
    private static byte[] file(int graphField, int count) throws Exception {
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(graph);
        for (int i = 0; i < count; i++) {
            out.writeByteArray(graphField, new byte[0]);
        }
        out.flush();
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        CodedOutputStream modelOut = CodedOutputStream.newInstance(model);
        modelOut.writeInt64(ModelProto.IR_VERSION_FIELD_NUMBER, 8);
        modelOut.writeByteArray(ModelProto.GRAPH_FIELD_NUMBER, graph.toByteArray());
        modelOut.flush();
        return model.toByteArray();
    }

    private static TensorProto.Builder tensor(int type, long... dims) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName("w").setDataType(type);
        Arrays.stream(dims).forEach(tensor::addDims);
        return tensor;
    }

    private static AttributeProto.Builder attribute(AttributeProto.AttributeType type) {
        return AttributeProto.newBuilder().setName("a").setType(type);
    }

    private static byte[] node(Consumer<NodeProto.Builder> change) {
        return model(model -> change.accept(model.getGraphBuilder().getNodeBuilder(0)));
    }

    private static byte[] model(Consumer<ModelProto.Builder> change) {
        ModelProto.Builder model = Constants.model();
        change.accept(model);
        return model.build().toByteArray();
    }

    private static void assertRefused(byte[] file, ErrorCode code, String... words) {
        assertRefused(new OnnxReader(OnnxLimits.DEFAULT), file, code, words);
    }

    private static void assertRefused(OnnxReader reader, byte[] file, ErrorCode code, String... words) {
        assertThatThrownBy(() -> reader.parse(file)).isInstanceOfSatisfying(NoisyStudentException.class, e -> {
            assertThat(e.code()).as(e.describe()).isEqualTo(code);
            assertThat(e.getMessage()).contains(words);
        });
    }
}
