package io.noisystudent.learning.torch;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where tensors live and in which precision they are computed. Every tensor that is not the result of an operation on
 * others comes from here; no other class names a device.
 *
 * <p>Tensors end with the caller's {@link NativeScope} unless they are kept. A device that is no host computes later than
 * it is called, in the order of the calls.
 */
public interface Compute {
    /** The processor, all of it, in float32, with the kernels that are fastest. */
    static Compute cpu() {
        return cpu(Runtime.getRuntime().availableProcessors(), Precision.FP32, Kernels.AUTO);
    }

    /** So many threads of the processor. */
    static Compute cpu(int threads, Precision precision, Kernels kernels) {
        return new CpuCompute(threads, precision, kernels);
    }

    /** As libtorch names it, {@code cpu} or {@code cuda:0}. */
    String device();

    /** What the lineage says of the device: its name, and what the bits of weights depend on. */
    default Map<String, String> description() {
        return Map.of("device", device());
    }

    /** Whether host and device are one: their memory is the same, and an operation is done when its call returns. */
    default boolean isHost() {
        return true;
    }

    Precision precision();

    /** How many threads an operation uses. The last bits of results depend on it, so a run records it. */
    int threads();

    Kernels kernels();

    /** The same device in another precision. */
    Compute with(Precision other);

    /** Whether the device trains in a precision at all. */
    boolean has(Precision other);

    /** Whether products in a precision are faster than in float32 on some network, so that a probe is worth its time. */
    boolean hasFast(Precision other);

    /** Lets the operations of the calling thread use {@link #threads()} and the device. */
    void prepareThread();

    /** Waits until the device has done what was given to it. */
    default void synchronize() {
        // The host has done it when a call returns.
    }

    /** Gives back the device's memory that nothing uses any more, after work that failed for want of it. */
    default void releaseUnused() {
        // The host's allocator does it by itself.
    }

    /** A tensor of undefined content. */
    Tensor empty(ScalarType type, long... shape);

    /** The same, (N, C, H, W) with the channels last in memory. */
    Tensor emptyChannelsLast(ScalarType type, long... shape);

    /** A tensor with one value everywhere. */
    default Tensor full(ScalarType type, double value, long... shape) {
        return empty(type, shape).fill_(new Scalar(value));
    }

    /** Zeros of the type, shape and memory format of another tensor. */
    Tensor zerosLike(Tensor other);

    /** Ones of the type, shape and memory format of another tensor. */
    Tensor onesLike(Tensor other);

    /** A float32 tensor with memory of its own. */
    Tensor copyOf(float[] values, long... shape);

    /** A tensor with memory of its own, with the elements of {@code bytes} in the machine's byte order. */
    Tensor copyOf(ScalarType type, ByteBuffer bytes, long... shape);

    /** An int64 tensor on the host: sizes and axes, which the JVM reads. */
    Tensor sizes(long[] values);

    /**
     * A uint8 tensor on the host over a direct buffer from its start, without a copy; it keeps the buffer from being
     * freed.
     */
    Tensor overBytes(ByteBuffer direct, long... shape);

    /** The same of float32. */
    Tensor overFloats(FloatBuffer direct, long... shape);

    /** The same of int64. */
    Tensor overLongs(LongBuffer direct, long... shape);

    /** The values of a tensor on the host, on the device: itself where that is the host. */
    Tensor onDevice(Tensor onHost);

    /** Memory of the host for what is brought to the device again and again, of the kind that it copies fastest. */
    default HostBuffer hostBuffer(int bytes) {
        return HostBuffer.ofJvm(bytes);
    }

    /** Copies beside the computing; empty where there is nothing to copy. */
    default Optional<Staging> staging() {
        return Optional.empty();
    }

    /** A stream of random masks. */
    RandomStream randomStream(long seed);

    /** Runs the forward pass of a network in the precision; the backward pass follows the types that it chose. */
    <R> R inPrecision(Supplier<R> block);

    /** Within {@link #inPrecision}, runs a part in the types that its inputs have. */
    <R> R inTypesOfInputs(Supplier<R> block);

    /** Runs a block in which float32 products are float32, even if those of training are not. */
    default <R> R inFullFloat(Supplier<R> block) {
        return block.get();
    }

    /** Whether convolutions and matrix products run in 16 bits on this thread at the moment. */
    boolean isReduced();
}
