package io.noisystudent.learning.module;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Between the constants of a graph and libtorch's tensors. */
public final class Elements {
    private static final int IMAGE_AXES = 4;

    private Elements() {}

    public static ScalarType scalarType(ElementType type, ScalarType real) {
        return switch (type) {
            case FLOAT -> real;
            case DOUBLE -> ScalarType.Double;
            case FLOAT16 -> ScalarType.Half;
            case BFLOAT16 -> ScalarType.BFloat16;
            case UINT8 -> ScalarType.Byte;
            case INT8 -> ScalarType.Char;
            case INT32 -> ScalarType.Int;
            case INT64 -> ScalarType.Long;
            case BOOL -> ScalarType.Bool;
        };
    }

    /** A copy; what has four axes gets the order in memory in which convolutions are fastest. */
    public static org.bytedeco.pytorch.Tensor toTorch(Tensor constant, ScalarType real, Compute compute) {
        org.bytedeco.pytorch.Tensor copy =
                compute.copyOf(scalarType(constant.type(), ScalarType.Float), constant.data(), constant.dims());
        org.bytedeco.pytorch.Tensor typed = constant.type() == ElementType.FLOAT ? copy.to(real) : copy;
        return constant.rank() == IMAGE_AXES ? typed.contiguous(MemoryFormat.ChannelsLast) : typed;
    }

    /** A float32 constant with the elements of a tensor. */
    static Tensor toGraph(org.bytedeco.pytorch.Tensor tensor) {
        return Tensor.ofFloats(tensor.shape(), HostMemory.floats(tensor));
    }
}
