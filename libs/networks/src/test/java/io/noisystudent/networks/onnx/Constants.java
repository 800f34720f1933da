package io.noisystudent.networks.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Graphs of one initializer {@code w} that becomes the output. */
final class Constants {
    private Constants() {}

    static Graph graph(Tensor tensor) {
        List<Dimension> shape =
                Arrays.stream(tensor.dims()).mapToObj(Dimension::of).toList();
        Node node = new Node("keep", "Identity", List.of("w"), List.of("y"), Map.of());
        TensorSpec output = new TensorSpec("y", tensor.type(), shape);
        return new Graph("g", 17, List.of(node), List.of(), List.of(output), Map.of("w", tensor), Map.of());
    }

    /** What the reader makes of two elements in the typed fields of a tensor. */
    static Tensor typed(ElementType type, UnaryOperator<TensorProto.Builder> values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName("w")
                .setDataType(type.onnxCode())
                .addDims(2);
        return OnnxReader.read(file(values.apply(tensor))).initializers().get("w");
    }

    /** A file of the graph with that tensor as {@code w}. */
    static byte[] file(TensorProto.Builder tensor) {
        ModelProto.Builder model = model();
        model.getGraphBuilder().setInitializer(0, tensor);
        return model.build().toByteArray();
    }

    static ModelProto.Builder model() {
        try {
            return ModelProto.parseFrom(OnnxWriter.write(graph(Tensor.vector(1f, 2f)))).toBuilder();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
