package io.noisystudent.learning.torch;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Another device whose work the processor does. */
public abstract class DelegatingCompute implements Compute {
    protected final Compute processor;

    protected DelegatingCompute(Compute processor) {
        this.processor = processor;
    }

    @Override
    public Precision precision() {
        return processor.precision();
    }

    @Override
    public int threads() {
        return processor.threads();
    }

    @Override
    public Kernels kernels() {
        return processor.kernels();
    }

    @Override
    public boolean has(Precision other) {
        return processor.has(other);
    }

    @Override
    public boolean hasFast(Precision other) {
        return processor.hasFast(other);
    }

    @Override
    public void prepareThread() {
        processor.prepareThread();
    }

    @Override
    public Tensor empty(ScalarType type, long... shape) {
        return processor.empty(type, shape);
    }

    @Override
    public Tensor emptyChannelsLast(ScalarType type, long... shape) {
        return processor.emptyChannelsLast(type, shape);
    }

    @Override
    public Tensor full(ScalarType type, double value, long... shape) {
        return processor.full(type, value, shape);
    }

    @Override
    public Tensor zerosLike(Tensor other) {
        return processor.zerosLike(other);
    }

    @Override
    public Tensor onesLike(Tensor other) {
        return processor.onesLike(other);
    }

    @Override
    public Tensor copyOf(float[] values, long... shape) {
        return processor.copyOf(values, shape);
    }

    @Override
    public Tensor copyOf(ScalarType type, ByteBuffer bytes, long... shape) {
        return processor.copyOf(type, bytes, shape);
    }

    @Override
    public Tensor sizes(long[] values) {
        return processor.sizes(values);
    }

    @Override
    public Tensor overBytes(ByteBuffer direct, long... shape) {
        return processor.overBytes(direct, shape);
    }

    @Override
    public Tensor overFloats(FloatBuffer direct, long... shape) {
        return processor.overFloats(direct, shape);
    }

    @Override
    public Tensor overLongs(LongBuffer direct, long... shape) {
        return processor.overLongs(direct, shape);
    }

    @Override
    public Tensor onDevice(Tensor onHost) {
        return processor.onDevice(onHost);
    }

    @Override
    public RandomStream randomStream(long seed) {
        return processor.randomStream(seed);
    }

    @Override
    public <R> R inPrecision(Supplier<R> block) {
        return processor.inPrecision(block);
    }

    @Override
    public <R> R inTypesOfInputs(Supplier<R> block) {
        return processor.inTypesOfInputs(block);
    }

    @Override
    public boolean isReduced() {
        return processor.isReduced();
    }
}
