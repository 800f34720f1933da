package io.noisystudent.networks.graph;

import java.util.Optional;

/** The element types that graphs of this system may hold, with ONNX's number and the size of one element in bytes. */
public enum ElementType {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    INT32(6, 4),
    INT64(7, 8),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8),
    BFLOAT16(16, 2);

    private final int onnxCode;
    private final int bytes;

    ElementType(int onnxCode, int bytes) {
        this.onnxCode = onnxCode;
        this.bytes = bytes;
    }

    /** The number of {@code TensorProto.DataType}. */
    public int onnxCode() {
        return onnxCode;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    public static Optional<ElementType> ofOnnxCode(int code) {
        for (ElementType type : values()) {
            if (type.onnxCode == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
