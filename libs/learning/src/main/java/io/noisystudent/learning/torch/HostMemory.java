package io.noisystudent.learning.torch;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** What the JVM reads of tensors. Values on a device are brought to the host first; nothing else touches data pointers. */
public final class HostMemory {
    private HostMemory() {}

    /** The elements as float32 in row-major order, whatever the tensor's own type, device and memory format. */
    public static float[] floats(Tensor tensor) {
        return NativeScope.call(() -> {
            float[] values = new float[Math.toIntExact(tensor.numel())];
            if (values.length == 0) {
                return values;
            }
            onHost(tensor.detach())
                    .to(ScalarType.Float)
                    .contiguous()
                    .<FloatBuffer>createBuffer()
                    .get(values);
            return values;
        });
    }

    /** The elements of an integer tensor. */
    public static long[] longs(Tensor tensor) {
        return NativeScope.call(() -> {
            long[] values = new long[Math.toIntExact(tensor.numel())];
            if (values.length == 0) {
                return values;
            }
            onHost(tensor)
                    .to(ScalarType.Long)
                    .contiguous()
                    .<LongBuffer>createBuffer()
                    .get(values);
            return values;
        });
    }

    /** The bytes in row-major order: those of a contiguous tensor on the host itself, without a copy, as long as it lives. */
    public static ByteBuffer bytes(Tensor tensor) {
        if (tensor.numel() == 0) {
            return ByteBuffer.allocate(0);
        }
        Tensor contiguous = onHost(tensor.detach()).contiguous();
        return new BytePointer(contiguous.data_ptr())
                .capacity(contiguous.nbytes())
                .asByteBuffer();
    }

    /** Where the values of a tensor on the host are, for native code; one elsewhere is refused. */
    public static Pointer pointer(Tensor onHost) {
        if (!onHost.is_cpu()) {
            throw new IllegalArgumentException(
                    "the tensor is on " + onHost.device().str().getString());
        }
        return onHost.data_ptr();
    }

    private static Tensor onHost(Tensor tensor) {
        return tensor.is_cpu() ? tensor : tensor.cpu();
    }
}
