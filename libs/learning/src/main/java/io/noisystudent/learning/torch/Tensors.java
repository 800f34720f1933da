package io.noisystudent.learning.torch;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Between Java buffers and libtorch's tensors. */
public final class Tensors {
    private Tensors() {}

    /**
     * A uint8 tensor over a direct buffer from its start, without a copy; the buffer must stay reachable as long as the
     * tensor is used.
     */
    public static Tensor overBytes(ByteBuffer direct, long... shape) {
        requireDirect(direct);
        Torch.load();
        ByteBuffer whole = direct.duplicate();
        whole.clear();
        return torch.from_blob(new BytePointer(whole), shape, new TensorOptions(ScalarType.Byte));
    }

    /** A float32 tensor over a direct buffer from its start, without a copy. */
    public static Tensor overFloats(FloatBuffer direct, long... shape) {
        requireDirect(direct);
        Torch.load();
        FloatBuffer whole = direct.duplicate();
        whole.clear();
        return torch.from_blob(new FloatPointer(whole), shape, new TensorOptions(ScalarType.Float));
    }

    /** A float32 tensor with memory of its own. */
    public static Tensor copyOf(float[] values, long... shape) {
        Tensor tensor = empty(ScalarType.Float, shape);
        tensor.<FloatBuffer>createBuffer().put(values);
        return tensor;
    }

    /** A tensor of undefined content. */
    public static Tensor empty(ScalarType type, long... shape) {
        Torch.load();
        return torch.empty(shape, new TensorOptions(type), new MemoryFormatOptional());
    }

    /** The elements as float32 in row-major order, whatever the tensor's own type and memory format. */
    public static float[] floats(Tensor tensor) {
        return NativeScope.call(() -> {
            float[] values = new float[Math.toIntExact(tensor.numel())];
            tensor.detach()
                    .to(ScalarType.Float)
                    .contiguous()
                    .<FloatBuffer>createBuffer()
                    .get(values);
            return values;
        });
    }

    /** The bytes of a contiguous tensor, without a copy; valid as long as the tensor. */
    public static ByteBuffer bytes(Tensor contiguous) {
        return new BytePointer(contiguous.data_ptr())
                .capacity(contiguous.nbytes())
                .asByteBuffer();
    }

    /** The elements of an integer tensor. */
    public static long[] longs(Tensor tensor) {
        return NativeScope.call(() -> {
            long[] values = new long[Math.toIntExact(tensor.numel())];
            tensor.to(ScalarType.Long).contiguous().<LongBuffer>createBuffer().get(values);
            return values;
        });
    }

    private static void requireDirect(Buffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("the buffer is not direct: native code cannot see Java's heap");
        }
    }
}
