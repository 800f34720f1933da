package io.noisystudent.networks.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.Collection;
import java.util.Map;

/** Writes graphs as self-contained ONNX files: equal graphs give equal bytes, and reading gives the graph back. */
public final class OnnxWriter {
    static final String PRODUCER = "noisy-student";

    private OnnxWriter() {}

    public static byte[] write(Graph graph) {
        return model(graph).build().toByteArray();
    }

    /** The file with these values as its only outputs, of whatever type and shape they are; a runtime infers it. */
    public static byte[] write(Graph graph, Collection<String> outputs) {
        ModelProto.Builder model = model(graph);
        GraphProto.Builder body = model.getGraphBuilder().clearOutput();
        outputs.forEach(output -> body.addOutput(ValueInfoProto.newBuilder().setName(output)));
        return model.build().toByteArray();
    }

    private static ModelProto.Builder model(Graph graph) {
        GraphProto.Builder body = GraphProto.newBuilder().setName(graph.name());
        graph.nodes().forEach(node -> body.addNode(node(node)));
        graph.initializers().forEach((name, tensor) -> body.addInitializer(tensor(name, tensor)));
        graph.inputs().forEach(input -> body.addInput(spec(input)));
        graph.outputs().forEach(output -> body.addOutput(spec(output)));
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(irVersion(graph.opset()))
                .setProducerName(PRODUCER)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(graph.opset()))
                .setGraph(body);
        graph.metadata()
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model;
    }

    /** The file format that ONNX released together with each operator set; readers refuse an older one. */
    private static int irVersion(int opset) {
        if (opset <= 14) {
            return 7;
        }
        if (opset <= 18) {
            return 8;
        }
        if (opset <= 20) {
            return 9;
        }
        return Math.min(Math.max(10, opset - 12), 13);
    }

    private static NodeProto node(Node node) {
        NodeProto.Builder proto = NodeProto.newBuilder()
                .setName(node.name())
                .setOpType(node.operator())
                .addAllInput(node.inputs())
                .addAllOutput(node.outputs());
        for (Map.Entry<String, Attribute> entry : node.attributes().entrySet()) {
            AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(entry.getKey());
            write(entry.getValue(), attribute);
            proto.addAttribute(attribute);
        }
        return proto.build();
    }

    private static void write(Attribute attribute, AttributeProto.Builder proto) {
        if (attribute instanceof Attribute.IntValue a) {
            proto.setType(AttributeType.INT).setI(a.value());
        } else if (attribute instanceof Attribute.FloatValue a) {
            proto.setType(AttributeType.FLOAT).setF(a.value());
        } else if (attribute instanceof Attribute.StringValue a) {
            proto.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(a.value()));
        } else if (attribute instanceof Attribute.TensorValue a) {
            proto.setType(AttributeType.TENSOR).setT(tensor("", a.value()));
        } else if (attribute instanceof Attribute.IntsValue a) {
            proto.setType(AttributeType.INTS).addAllInts(a.values());
        } else if (attribute instanceof Attribute.FloatsValue a) {
            proto.setType(AttributeType.FLOATS).addAllFloats(a.values());
        } else if (attribute instanceof Attribute.StringsValue a) {
            proto.setType(AttributeType.STRINGS);
            a.values().forEach(value -> proto.addStrings(ByteString.copyFromUtf8(value)));
        }
    }

    private static TensorProto tensor(String name, Tensor tensor) {
        TensorProto.Builder proto = TensorProto.newBuilder()
                .setDataType(tensor.type().onnxCode())
                .setRawData(ByteString.copyFrom(tensor.data()));
        if (!name.isEmpty()) {
            proto.setName(name);
        }
        for (long dim : tensor.dims()) {
            proto.addDims(dim);
        }
        return proto.build();
    }

    private static ValueInfoProto spec(TensorSpec spec) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Dimension dimension : spec.shape()) {
            TensorShapeProto.Dimension.Builder dim = TensorShapeProto.Dimension.newBuilder();
            if (dimension instanceof Dimension.Fixed fixed) {
                dim.setDimValue(fixed.size());
            } else if (dimension instanceof Dimension.Symbolic symbolic
                    && !symbolic.symbol().isEmpty()) {
                dim.setDimParam(symbolic.symbol());
            }
            shape.addDim(dim);
        }
        TypeProto.Tensor type = TypeProto.Tensor.newBuilder()
                .setElemType(spec.type().onnxCode())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(spec.name())
                .setType(TypeProto.newBuilder().setTensorType(type))
                .build();
    }
}
