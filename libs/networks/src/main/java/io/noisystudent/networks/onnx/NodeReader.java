package io.noisystudent.networks.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Nodes out of protobuf; a node without a name, or with one that is taken, gets one of its own. */
final class NodeReader {
    private final TensorReader tensors;

    NodeReader(TensorReader tensors) {
        this.tensors = tensors;
    }

    List<Node> read(List<NodeProto> protos) {
        Set<String> reserved = protos.stream().map(NodeProto::getName).collect(Collectors.toSet());
        Set<String> taken = new HashSet<>();
        List<Node> nodes = new ArrayList<>(protos.size());
        for (int i = 0; i < protos.size(); i++) {
            NodeProto proto = protos.get(i);
            String name = proto.getName();
            if (name.isEmpty() || !taken.add(name)) {
                name = freeName(proto.getOpType() + "_" + i, reserved);
                reserved.add(name);
            }
            nodes.add(read(proto, name));
        }
        return nodes;
    }

    private static String freeName(String wish, Set<String> reserved) {
        String name = wish;
        while (reserved.contains(name)) {
            name += "_";
        }
        return name;
    }

    private Node read(NodeProto proto, String name) {
        String owner = "node " + name + " (" + proto.getOpType() + ")";
        String domain = proto.getDomain();
        if (!domain.isEmpty() && !domain.equals(OnnxReader.DEFAULT_DOMAIN)) {
            throw refuse(
                    ErrorCode.OPERATOR_NOT_ALLOWED,
                    name,
                    owner + " is of operator domain " + domain + "; only ONNX's default domain is run: "
                            + withoutDomain(domain));
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        for (AttributeProto attribute : proto.getAttributeList()) {
            if (attributes.put(attribute.getName(), read(attribute, name, owner)) != null) {
                throw refuse(ErrorCode.BAD_GRAPH, name, owner + " has attribute " + attribute.getName() + " twice");
            }
        }
        return new Node(name, proto.getOpType(), proto.getInputList(), proto.getOutputList(), attributes);
    }

    private static String withoutDomain(String domain) {
        return domain.startsWith("com.microsoft")
                ? "take the file as it was before ONNX Runtime optimized or quantized it, or quantize it with"
                        + " QuantFormat.QDQ"
                : "export the network without custom operators";
    }

    private Attribute read(AttributeProto proto, String node, String owner) {
        String what = owner + ", attribute " + proto.getName();
        if (proto.hasRefAttrName()) {
            throw refuse(ErrorCode.OPERATOR_NOT_ALLOWED, node, what + " refers to a function's attribute");
        }
        return switch (proto.getType()) {
            case INT -> new Attribute.IntValue(proto.getI());
            case FLOAT -> new Attribute.FloatValue(proto.getF());
            case STRING -> new Attribute.StringValue(proto.getS().toStringUtf8());
            case TENSOR -> new Attribute.TensorValue(tensors.read(proto.getT(), what));
            case INTS -> new Attribute.IntsValue(proto.getIntsList());
            case FLOATS -> new Attribute.FloatsValue(proto.getFloatsList());
            case STRINGS ->
                new Attribute.StringsValue(proto.getStringsList().stream()
                        .map(ByteString::toStringUtf8)
                        .toList());
            case GRAPH, GRAPHS ->
                throw refuse(ErrorCode.OPERATOR_NOT_ALLOWED, node, what + " is a graph; control flow is not run");
            default ->
                throw refuse(
                        ErrorCode.OPERATOR_NOT_ALLOWED, node, what + " is of type " + proto.getType() + ", not read");
        };
    }

    private static NoisyStudentException refuse(ErrorCode code, String node, String message) {
        return new NoisyStudentException(code, node, message);
    }
}
