package io.noisystudent.networks.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;

/**
 * Walks a file's protobuf fields without building anything, to know how large the parsed message would be.
 *
 * <p>A file of half a gigabyte can hold 10^8 empty nodes, each an object of 200 bytes: size alone bounds nothing.
 */
final class WireScan {
    private final OnnxLimits limits;
    private int nodes;
    private int fields;
    private boolean graph;

    private WireScan(OnnxLimits limits) {
        this.limits = limits;
    }

    /** Whether the file is one protobuf message with a graph; {@code MODEL_LIMITS} if it holds too much. */
    static boolean isModel(byte[] file, OnnxLimits limits) {
        WireScan scan = new WireScan(limits);
        CodedInputStream in = CodedInputStream.newInstance(file);
        in.setSizeLimit(Integer.MAX_VALUE);
        try {
            scan.walk(in, ModelProto.getDescriptor(), 1);
            return scan.graph;
        } catch (IOException e) {
            return false;
        }
    }

    private void walk(CodedInputStream in, Descriptor message, int depth) throws IOException {
        if (depth > limits.nesting()) {
            throw tooMuch("messages nested deeper than " + limits.nesting());
        }
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            FieldDescriptor field = message.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            boolean delimited = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (delimited && ++fields > limits.fields()) {
                throw tooMuch("more than " + limits.fields() + " messages and texts");
            }
            if (delimited && field != null && field.getJavaType() == JavaType.MESSAGE) {
                count(field);
                int outer = in.pushLimit(in.readRawVarint32());
                walk(in, field.getMessageType(), depth + 1);
                in.checkLastTagWas(0);
                in.popLimit(outer);
            } else if (!in.skipField(tag)) {
                throw new IOException("end of a group that did not begin");
            }
        }
    }

    private void count(FieldDescriptor field) {
        if (field.getMessageType() == NodeProto.getDescriptor() && ++nodes > limits.nodes()) {
            throw tooMuch("more than " + limits.nodes() + " nodes");
        }
        if (field.getContainingType() == ModelProto.getDescriptor()
                && field.getNumber() == ModelProto.GRAPH_FIELD_NUMBER) {
            graph = true;
        }
    }

    private static NoisyStudentException tooMuch(String what) {
        return new NoisyStudentException(ErrorCode.MODEL_LIMITS, "file", "the model has " + what);
    }
}
