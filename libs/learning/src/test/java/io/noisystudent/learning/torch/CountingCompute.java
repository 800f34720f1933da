package io.noisystudent.learning.torch;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Another device, in one file: the processor under another name, which notes everything that is made. */
public final class CountingCompute extends DelegatingCompute {
    /** One line for each tensor or stream, in order. */
    public final List<String> made;

    public CountingCompute() {
        this(new ArrayList<>(), Compute.cpu(1, Precision.FP32, Kernels.AUTO));
    }

    private CountingCompute(List<String> made, Compute processor) {
        super(processor);
        this.made = made;
    }

    /** How many of a kind were made. */
    public long count(String kind) {
        return made.stream().filter(kind::equals).count();
    }

    private synchronized <T> T note(String kind, T result) {
        made.add(kind);
        return result;
    }

    @Override
    public String device() {
        return "counting";
    }

    @Override
    public Compute with(Precision other) {
        return new CountingCompute(made, processor.with(other));
    }

    @Override
    public Tensor empty(ScalarType type, long... shape) {
        return note("empty", processor.empty(type, shape));
    }

    @Override
    public Tensor emptyChannelsLast(ScalarType type, long... shape) {
        return note("empty", processor.emptyChannelsLast(type, shape));
    }

    @Override
    public Tensor full(ScalarType type, double value, long... shape) {
        return note("full", processor.full(type, value, shape));
    }

    @Override
    public Tensor zerosLike(Tensor other) {
        return note("zeros", processor.zerosLike(other));
    }

    @Override
    public Tensor onesLike(Tensor other) {
        return note("ones", processor.onesLike(other));
    }

    @Override
    public Tensor copyOf(float[] values, long... shape) {
        return note("copy", processor.copyOf(values, shape));
    }

    @Override
    public Tensor copyOf(ScalarType type, ByteBuffer bytes, long... shape) {
        return note("constant", processor.copyOf(type, bytes, shape));
    }

    @Override
    public Tensor sizes(long[] values) {
        return note("sizes", processor.sizes(values));
    }

    @Override
    public Tensor overBytes(ByteBuffer direct, long... shape) {
        return note("over", processor.overBytes(direct, shape));
    }

    @Override
    public Tensor overFloats(FloatBuffer direct, long... shape) {
        return note("over", processor.overFloats(direct, shape));
    }

    @Override
    public Tensor overLongs(LongBuffer direct, long... shape) {
        return note("over", processor.overLongs(direct, shape));
    }

    @Override
    public Tensor onDevice(Tensor onHost) {
        return note("moved", processor.onDevice(onHost));
    }

    @Override
    public RandomStream randomStream(long seed) {
        return note("stream", processor.randomStream(seed));
    }
}
