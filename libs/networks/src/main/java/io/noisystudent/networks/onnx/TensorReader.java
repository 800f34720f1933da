package io.noisystudent.networks.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Constants out of protobuf: declared size and present bytes are compared before anything is allocated. */
final class TensorReader {
    private final OnnxLimits limits;

    TensorReader(OnnxLimits limits) {
        this.limits = limits;
    }

    /** @param owner what the tensor belongs to, for messages: {@code initializer stem.weight} */
    Tensor read(TensorProto proto, String owner) {
        if (ExternalData.isExternal(proto)) {
            throw refuse(
                    ErrorCode.EXTERNAL_DATA,
                    owner,
                    "keeps its data in another file, which is not read here; ./noisy-student import merges both, or export"
                            + " the model as one file, in PyTorch with external_data=False");
        }
        if (proto.hasSegment()) {
            throw refuse(ErrorCode.BAD_GRAPH, owner, "is stored in segments");
        }
        ElementType type = ElementType.ofOnnxCode(proto.getDataType())
                .orElseThrow(() -> refuse(
                        ErrorCode.OPERATOR_NOT_ALLOWED,
                        owner,
                        "has element type " + typeName(proto.getDataType()) + ", which no allowed operator takes"));
        long[] dims = proto.getDimsList().stream().mapToLong(Long::longValue).toArray();
        int elements = elements(dims, type, owner, proto);
        int present = proto.hasRawData() ? proto.getRawData().size() : typedCount(proto, type) * type.bytes();
        if (present != (long) elements * type.bytes()) {
            throw refuse(
                    ErrorCode.TENSOR_SIZE,
                    owner,
                    "declares " + type + " " + proto.getDimsList() + ", " + (long) elements * type.bytes()
                            + " bytes, and holds " + present);
        }
        ByteBuffer data = proto.hasRawData() ? proto.getRawData().asReadOnlyByteBuffer() : typedData(proto, type);
        return Tensor.ofBytes(type, dims, data);
    }

    private int elements(long[] dims, ElementType type, String owner, TensorProto proto) {
        long product = 1;
        boolean empty = false;
        for (long dim : dims) {
            if (dim < 0) {
                throw refuse(ErrorCode.TENSOR_SIZE, owner, "has the dimensions " + proto.getDimsList());
            }
            empty |= dim == 0;
            long high = Math.multiplyHigh(product, Math.max(1, dim));
            product *= Math.max(1, dim);
            if (high != 0 || product < 0 || product > limits.tensorBytes() / type.bytes()) {
                throw refuse(
                        ErrorCode.TENSOR_SIZE,
                        owner,
                        "declares " + type + " " + proto.getDimsList() + "; the limit is " + limits.tensorBytes()
                                + " bytes");
            }
        }
        return empty ? 0 : (int) product;
    }

    /** Elements outside {@code raw_data}; small types share the field of 32-bit integers. */
    private static int typedCount(TensorProto proto, ElementType type) {
        return switch (type) {
            case FLOAT -> proto.getFloatDataCount();
            case DOUBLE -> proto.getDoubleDataCount();
            case INT64 -> proto.getInt64DataCount();
            case INT32, INT8, UINT8, BOOL, FLOAT16, BFLOAT16 -> proto.getInt32DataCount();
        };
    }

    private static ByteBuffer typedData(TensorProto proto, ElementType type) {
        int count = typedCount(proto, type);
        ByteBuffer bytes = ByteBuffer.allocate(count * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            switch (type) {
                case FLOAT -> bytes.putFloat(proto.getFloatData(i));
                case DOUBLE -> bytes.putDouble(proto.getDoubleData(i));
                case INT64 -> bytes.putLong(proto.getInt64Data(i));
                case INT32 -> bytes.putInt(proto.getInt32Data(i));
                case FLOAT16, BFLOAT16 -> bytes.putShort((short) proto.getInt32Data(i));
                case INT8, UINT8, BOOL -> bytes.put((byte) proto.getInt32Data(i));
            }
        }
        return bytes.flip();
    }

    private static String typeName(int code) {
        TensorProto.DataType type = TensorProto.DataType.forNumber(code);
        return type == null ? Integer.toString(code) : type.name();
    }

    private static NoisyStudentException refuse(ErrorCode code, String owner, String what) {
        return new NoisyStudentException(code, owner, owner + " " + what);
    }
}
