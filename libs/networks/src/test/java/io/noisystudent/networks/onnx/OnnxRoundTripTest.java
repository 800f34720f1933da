package io.noisystudent.networks.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class OnnxRoundTripTest {
    @ParameterizedTest
    @ValueSource(strings = {"resnet-8", "wrn-10-1", "small-cnn", "mlp"})
    void shouldReadWhatItWrote(String name) {
        // Given
        Graph graph = Networks.build(name, new ImageShape(28, 28, 1), List.of("é", "b", "\"c\""), 3);

        // When
        Graph read = OnnxReader.read(OnnxWriter.write(graph));

        // Then
        assertThat(read).isEqualTo(graph);
        assertThat(read.initializers().keySet())
                .containsExactlyElementsOf(graph.initializers().keySet());
        assertThat(OnnxWriter.write(read)).isEqualTo(OnnxWriter.write(graph));
    }

    @Test
    void shouldKeepEveryKindOfAttributeAndOfDimension() {
        // Given
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("z_int", Attribute.of(-3L));
        attributes.put("float", Attribute.of(Float.NaN));
        attributes.put("text", Attribute.of("naïve"));
        attributes.put("ints", Attribute.ofInts(Long.MIN_VALUE, 0, Long.MAX_VALUE));
        attributes.put("floats", new Attribute.FloatsValue(List.of(-0f, Float.MIN_VALUE)));
        attributes.put("texts", new Attribute.StringsValue(List.of("", "a")));
        attributes.put("tensor", Attribute.of(Tensor.scalar(2.5f)));
        attributes.put("none", new Attribute.IntsValue(List.of()));
        List<Dimension> shape = List.of(Dimension.of("N"), Dimension.of(0), Dimension.of(""));
        TensorSpec in = new TensorSpec("x", ElementType.UINT8, shape);
        TensorSpec out = new TensorSpec("y", ElementType.DOUBLE, List.of());
        Node node = new Node("clip", "Clip", List.of("x", "", "max"), List.of("y"), attributes);

        // When
        Graph graph = new Graph(
                "g", 13, List.of(node), List.of(in), List.of(out), Map.of("max", Tensor.vector(1, 2)), Map.of("k", ""));

        // Then
        assertThat(OnnxReader.read(OnnxWriter.write(graph))).isEqualTo(graph);
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepEveryElementType(ElementType type) {
        // Given
        ByteBuffer bytes = ByteBuffer.allocate(6 * type.bytes());
        for (int i = 0; i < bytes.capacity(); i++) {
            bytes.put(i, (byte) (37 * i));
        }

        // When
        Graph graph = Constants.graph(Tensor.ofBytes(type, new long[] {2, 3}, bytes));

        // Then
        assertThat(OnnxReader.read(OnnxWriter.write(graph))).isEqualTo(graph);
    }

    @Test
    void shouldReadTypedFieldsAsItReadsRawBytes() {
        assertThat(Constants.typed(ElementType.FLOAT, t -> t.addFloatData(1.5f).addFloatData(-2)))
                .isEqualTo(Tensor.vector(1.5f, -2f));
        assertThat(Constants.typed(ElementType.INT64, t -> t.addInt64Data(-1).addInt64Data(1L << 40)))
                .isEqualTo(Tensor.vector(-1L, 1L << 40));
        assertThat(Constants.typed(ElementType.INT32, t -> t.addInt32Data(-7).addInt32Data(9)))
                .isEqualTo(Tensor.ofInts(new long[] {2}, -7, 9));
        assertThat(Constants.typed(ElementType.UINT8, t -> t.addInt32Data(255).addInt32Data(1)))
                .isEqualTo(bytes(ElementType.UINT8, 255, 1));
        assertThat(Constants.typed(
                        ElementType.FLOAT16, t -> t.addInt32Data(0x3C00).addInt32Data(0xC000)))
                .isEqualTo(bytes(ElementType.FLOAT16, 0x00, 0x3C, 0x00, 0xC0));
        assertThat(Constants.typed(ElementType.BOOL, t -> t.addInt32Data(1).addInt32Data(0)))
                .isEqualTo(bytes(ElementType.BOOL, 1, 0));
        assertThat(Constants.typed(ElementType.DOUBLE, t -> t.addDoubleData(1).addDoubleData(2))
                        .data()
                        .getDouble(8))
                .isEqualTo(2.0);
    }

    @Test
    void shouldNameNamelessNodesAndDropInputsThatAreInitializers() throws Exception {
        // Given: an old exporter's habits
        Graph graph = Networks.build("mlp", new ImageShape(4, 4, 1), List.of("a", "b"), 1);
        ModelProto.Builder model = ModelProto.parseFrom(OnnxWriter.write(graph)).toBuilder();
        model.getGraphBuilder().getNodeBuilderList().forEach(node -> node.clearName());
        model.getGraphBuilder()
                .addInputBuilder()
                .setName("layer1.weight")
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(1);
        model.getOpsetImportBuilder(0).setDomain("ai.onnx");
        model.addOpsetImportBuilder().setDomain("com.example.unused").setVersion(1);

        // When
        Graph read = OnnxReader.read(model.build().toByteArray());

        // Then
        assertThat(read.inputs()).isEqualTo(graph.inputs());
        assertThat(read.nodes()).extracting(Node::name).contains("Cast_0").doesNotHaveDuplicates();
        assertThat(read.initializers()).isEqualTo(graph.initializers());
    }

    @Test
    void shouldShowMetadataToOtherTools() throws Exception {
        Graph graph = Networks.build("mlp", new ImageShape(4, 4, 1), List.of("a", "b"), 1)
                .withMetadata(Map.of("noisystudent.lineage", "{}"));
        ModelProto model = ModelProto.parseFrom(OnnxWriter.write(graph));
        assertThat(model.getMetadataPropsList())
                .extracting(StringStringEntryProto::getKey, StringStringEntryProto::getValue)
                .contains(
                        tuple("noisystudent.classes", "[\"a\",\"b\"]"),
                        tuple("noisystudent.image", "[4,4,1]"),
                        tuple("noisystudent.lineage", "{}"));
        assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
    }

    private static Tensor bytes(ElementType type, int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length);
        for (int value : values) {
            buffer.put((byte) value);
        }
        return Tensor.ofBytes(type, new long[] {2}, buffer.flip());
    }
}
