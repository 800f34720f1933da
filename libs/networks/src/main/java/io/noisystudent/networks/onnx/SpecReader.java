package io.noisystudent.networks.onnx;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.List;

/** Declarations of inputs and outputs out of protobuf: dense tensors of a known type and rank. */
final class SpecReader {
    /** What Paddle and others write for a size that is not known. */
    private static final long OPEN = -1;

    private SpecReader() {}

    /** @param kind input or output, for messages */
    static TensorSpec read(ValueInfoProto proto, String kind) {
        TypeProto.Tensor tensor = proto.getType().getTensorType();
        if (!proto.getType().hasTensorType() || !tensor.hasShape()) {
            throw bad(proto, kind, "declares no tensor shape");
        }
        ElementType type = ElementType.ofOnnxCode(tensor.getElemType())
                .orElseThrow(() -> bad(proto, kind, "has element type number " + tensor.getElemType()));
        List<Dimension> shape = tensor.getShape().getDimList().stream()
                .map(dim -> dimension(dim, proto, kind))
                .toList();
        return new TensorSpec(proto.getName(), type, shape);
    }

    private static Dimension dimension(TensorShapeProto.Dimension dim, ValueInfoProto proto, String kind) {
        if (!dim.hasDimValue()) {
            return Dimension.of(dim.getDimParam());
        }
        if (dim.getDimValue() == OPEN) {
            return Dimension.of("");
        }
        if (dim.getDimValue() < 0) {
            throw bad(proto, kind, "has a dimension of " + dim.getDimValue());
        }
        return Dimension.of(dim.getDimValue());
    }

    private static NoisyStudentException bad(ValueInfoProto proto, String kind, String what) {
        return new NoisyStudentException(
                ErrorCode.BAD_GRAPH, proto.getName(), kind + " " + proto.getName() + " " + what);
    }
}
