package io.noisystudent.learning.torch;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A card. Tensors over memory of the host, and sizes, stay on the host; everything else is on the card. Its kernels are
 * libtorch's.
 *
 * @param versions of driver and libraries
 * @param precision of training
 */
record CudaCompute(CudaCard card, Map<String, String> versions, int threads, Precision precision, CudaSettings settings)
        implements Compute {
    private static final int IMAGE_AXES = 4;

    @Override
    public String device() {
        return "cuda:" + card.number();
    }

    @Override
    public Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>(versions);
        description.put("device", device());
        description.put("card", card.name());
        description.put("compute-capability", card.capability());
        description.put("tf32", Boolean.toString(settings.tf32()));
        description.put("deterministic", Boolean.toString(settings.deterministic()));
        description.put("autotuning", Boolean.toString(settings.tunes()));
        return description;
    }

    @Override
    public boolean isHost() {
        return false;
    }

    @Override
    public Kernels kernels() {
        return Kernels.LIBTORCH;
    }

    @Override
    public Compute with(Precision other) {
        return new CudaCompute(card, versions, threads, other, settings);
    }

    @Override
    public boolean has(Precision other) {
        return card.has(other);
    }

    /** float16 is not among what a probe may choose: its steps may be skipped. */
    @Override
    public boolean hasFast(Precision other) {
        return other == Precision.FP32 || (other == Precision.BF16 && card.has(other));
    }

    @Override
    public void prepareThread() {
        torch.set_num_threads(threads);
        torch.setDeviceIndex((byte) card.number());
        Context context = torch.globalContext();
        context.setBenchmarkCuDNN(settings.tunes());
        context.setDeterministicCuDNN(settings.deterministic());
        context.setDeterministicAlgorithms(settings.deterministic(), false);
        // Every tensor is written before it is read.
        context.setDeterministicFillUninitializedMemory(false);
        allowTf32(settings.tf32());
    }

    private static void allowTf32(boolean allowed) {
        torch.globalContext().setAllowTF32CuDNN(allowed);
        torch.globalContext().setAllowTF32CuBLAS(allowed);
    }

    @Override
    public void synchronize() {
        torch.synchronizeDevice((byte) card.number());
    }

    @Override
    public Tensor empty(ScalarType type, long... shape) {
        return torch.empty(shape, options(type), new MemoryFormatOptional());
    }

    @Override
    public Tensor emptyChannelsLast(ScalarType type, long... shape) {
        return torch.empty(shape, options(type), new MemoryFormatOptional(MemoryFormat.ChannelsLast));
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
        return onDevice(host().copyOf(values, shape));
    }

    /** Weights of convolutions lie as the images do, or each pass would convert them. */
    @Override
    public Tensor copyOf(ScalarType type, ByteBuffer bytes, long... shape) {
        Tensor copy = onDevice(host().copyOf(type, bytes, shape));
        return shape.length == IMAGE_AXES ? copy.contiguous(MemoryFormat.ChannelsLast) : copy;
    }

    @Override
    public Tensor sizes(long[] values) {
        return host().sizes(values);
    }

    @Override
    public Tensor overBytes(ByteBuffer direct, long... shape) {
        return host().overBytes(direct, shape);
    }

    @Override
    public Tensor overFloats(FloatBuffer direct, long... shape) {
        return host().overFloats(direct, shape);
    }

    @Override
    public Tensor overLongs(LongBuffer direct, long... shape) {
        return host().overLongs(direct, shape);
    }

    /** Pageable memory is read before this returns; pinned memory may be read later, in the order of the calls. */
    @Override
    public Tensor onDevice(Tensor onHost) {
        return onHost.to(here(), onHost.scalar_type().intern(), true, false, new MemoryFormatOptional());
    }

    @Override
    public HostBuffer hostBuffer(int bytes) {
        if (bytes == 0) {
            return HostBuffer.ofJvm(bytes);
        }
        return ofHost(
                bytes,
                () -> NativeScope.call(() -> {
                    TensorOptions pinned = new TensorOptions(ScalarType.Byte).pinned_memory(new BoolOptional(true));
                    return HostBuffer.of(torch.empty(new long[] {bytes}, pinned, new MemoryFormatOptional()));
                }));
    }

    /** CUDA says of the host's memory what it says of the card's. */
    static HostBuffer ofHost(int bytes, Supplier<HostBuffer> pinning) {
        try {
            return pinning.get();
        } catch (RuntimeException e) {
            if (CudaFailure.of(e).filter(CudaFailure.OUT_OF_MEMORY::equals).isPresent()) {
                throw new IllegalStateException(
                        "not enough memory on the host to pin " + bytes + " bytes for copies to the card", e);
            }
            throw e;
        }
    }

    /** Memory whose owner did not come to close it is freed with its Java object. */
    @Override
    public void releaseUnused() {
        System.gc();
        torch.emptyCache();
    }

    @Override
    public Optional<Staging> staging() {
        return Optional.of(new CudaStaging(this, card.number()));
    }

    @Override
    public RandomStream randomStream(long seed) {
        Generator generator = torch.getCUDAHooks().getNewGenerator((byte) card.number());
        generator.set_current_seed(seed);
        return new RandomStream(generator);
    }

    @Override
    public <R> R inPrecision(Supplier<R> block) {
        return Autocast.run(DeviceType.CUDA, half(), precision == Precision.BF16 || precision == Precision.FP16, block);
    }

    @Override
    public <R> R inTypesOfInputs(Supplier<R> block) {
        return Autocast.run(DeviceType.CUDA, half(), false, block);
    }

    @Override
    public <R> R inFullFloat(Supplier<R> block) {
        allowTf32(false);
        try {
            return block.get();
        } finally {
            allowTf32(settings.tf32());
        }
    }

    @Override
    public boolean isReduced() {
        return torch.is_autocast_enabled(DeviceType.CUDA);
    }

    private ScalarType half() {
        return precision == Precision.FP16 ? ScalarType.Half : ScalarType.BFloat16;
    }

    private Device here() {
        return new Device(DeviceType.CUDA, (byte) card.number());
    }

    private TensorOptions options(ScalarType type) {
        return new TensorOptions(type).device(new DeviceOptional(here()));
    }

    private Compute host() {
        return new CpuCompute(threads, Precision.FP32, Kernels.LIBTORCH);
    }
}
