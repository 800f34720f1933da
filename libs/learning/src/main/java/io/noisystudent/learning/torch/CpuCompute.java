package io.noisystudent.learning.torch;

import io.noisystudent.vision.natives.NativeLibraries;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.function.Supplier;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The processor: device and host are one. */
record CpuCompute(int threads, Precision precision, Kernels kernels) implements Compute {
    CpuCompute {
        if (precision == Precision.FP16) {
            throw new IllegalArgumentException("the processor has no training in fp16");
        }
        Torch.load();
    }

    @Override
    public String device() {
        return "cpu";
    }

    @Override
    public Compute with(Precision other) {
        return new CpuCompute(threads, other, kernels);
    }

    @Override
    public boolean has(Precision other) {
        return other != Precision.FP16;
    }

    /** bfloat16 where oneDNN knows instructions for its products. */
    @Override
    public boolean hasFast(Precision other) {
        if (other != Precision.BF16) {
            return other == Precision.FP32;
        }
        NativeLibraries.load(dnnl.class);
        int instructions = dnnl.dnnl_get_effective_cpu_isa();
        return (instructions & dnnl.dnnl_cpu_isa_avx512_core_bf16) == dnnl.dnnl_cpu_isa_avx512_core_bf16;
    }

    @Override
    public void prepareThread() {
        torch.set_num_threads(threads);
    }

    @Override
    public Tensor empty(ScalarType type, long... shape) {
        return torch.empty(shape, new TensorOptions(type), new MemoryFormatOptional());
    }

    @Override
    public Tensor emptyChannelsLast(ScalarType type, long... shape) {
        return torch.empty(shape, new TensorOptions(type), new MemoryFormatOptional(MemoryFormat.ChannelsLast));
    }

    @Override
    public Tensor zerosLike(Tensor other) {
        return torch.zeros_like(other);
    }

    @Override
    public Tensor onesLike(Tensor other) {
        return torch.ones_like(other);
    }

    @Override
    public Tensor copyOf(float[] values, long... shape) {
        Tensor tensor = empty(ScalarType.Float, shape);
        if (values.length > 0) {
            tensor.<FloatBuffer>createBuffer().put(values);
        }
        return tensor;
    }

    @Override
    public Tensor copyOf(ScalarType type, ByteBuffer bytes, long... shape) {
        Tensor tensor = empty(type, shape);
        HostMemory.bytes(tensor).put(bytes.duplicate());
        return tensor;
    }

    @Override
    public Tensor sizes(long[] values) {
        return Tensor.create(values, new long[] {values.length});
    }

    @Override
    public Tensor overBytes(ByteBuffer direct, long... shape) {
        requireDirect(direct);
        ByteBuffer whole = direct.duplicate().clear();
        return over(whole, new BytePointer(whole), shape, ScalarType.Byte);
    }

    @Override
    public Tensor overFloats(FloatBuffer direct, long... shape) {
        requireDirect(direct);
        FloatBuffer whole = direct.duplicate().clear();
        return over(whole, new FloatPointer(whole), shape, ScalarType.Float);
    }

    @Override
    public Tensor overLongs(LongBuffer direct, long... shape) {
        requireDirect(direct);
        LongBuffer whole = direct.duplicate().clear();
        return over(whole, new LongPointer(whole), shape, ScalarType.Long);
    }

    @Override
    public Tensor onDevice(Tensor onHost) {
        return onHost;
    }

    @Override
    public RandomStream randomStream(long seed) {
        return new RandomStream(torch.createCPUGenerator(seed));
    }

    @Override
    public <R> R inPrecision(Supplier<R> block) {
        return Autocast.run(DeviceType.CPU, ScalarType.BFloat16, precision == Precision.BF16, block);
    }

    @Override
    public <R> R inTypesOfInputs(Supplier<R> block) {
        return Autocast.run(DeviceType.CPU, ScalarType.BFloat16, false, block);
    }

    @Override
    public boolean isReduced() {
        return torch.is_autocast_enabled(DeviceType.CPU);
    }

    private static Tensor over(Buffer whole, Pointer start, long[] shape, ScalarType type) {
        try (Tensor view = torch.from_blob(start, shape, new TensorOptions(type))) {
            return new OverBuffer(view, whole);
        }
    }

    /**
     * libtorch knows the address only, so nothing else keeps the buffer: while this object can be reached, from its owner
     * or from an open scope, so can the buffer.
     */
    private static final class OverBuffer extends Tensor {
        @SuppressWarnings({"FieldCanBeLocal", "UnusedVariable"}) // held, never read
        private final Buffer buffer;

        private OverBuffer(Tensor view, Buffer buffer) {
            super(view);
            this.buffer = buffer;
        }
    }

    private static void requireDirect(Buffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("the buffer is not direct: native code cannot see Java's heap");
        }
    }
}
