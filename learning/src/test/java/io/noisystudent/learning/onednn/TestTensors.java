package io.noisystudent.learning.onednn;

import io.noisystudent.learning.torch.Tensors;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Random tensors, the same for the same seed. */
final class TestTensors {
    private TestTensors() {}

    /** With channels last, and a gradient. */
    static Tensor images(ScalarType type, long seed, long... shape) {
        return leaf(values(type, seed, shape).contiguous(MemoryFormat.ChannelsLast));
    }

    static Tensor leaf(Tensor values) {
        return values.set_requires_grad(true);
    }

    static Tensor values(ScalarType type, long seed, long... shape) {
        int count = 1;
        for (long size : shape) {
            count = Math.toIntExact(count * size);
        }
        float[] values = new float[count];
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * 2 + 0.5);
        }
        return Tensors.copyOf(values, shape).to(type);
    }

    static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
