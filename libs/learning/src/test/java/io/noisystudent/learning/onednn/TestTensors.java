package io.noisystudent.learning.onednn;

import io.noisystudent.learning.torch.Compute;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Random tensors, the same for the same seed. */
final class TestTensors {
    private static final float FLOAT_TOLERANCE = 2e-5f;
    /** bfloat16 has 8 bits; a gradient is a sum of several rounded values. */
    private static final float BFLOAT16_TOLERANCE = 0.03f;

    private TestTensors() {}

    /** As exact as the type is, relative to the largest value of each. */
    static void assertClose(Map<String, float[]> actual, Map<String, float[]> expected, ScalarType type) {
        float tolerance = type == ScalarType.Float ? FLOAT_TOLERANCE : BFLOAT16_TOLERANCE;
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, values) -> {
            assertThat(actual.get(name)).as(name).hasSameSizeAs(values);
            float largest = largest(values);
            assertThat(largest).as(name).isPositive();
            for (int i = 0; i < values.length; i++) {
                assertThat(actual.get(name)[i]).as(name).isCloseTo(values[i], within(tolerance * largest));
            }
        });
    }

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
        return Compute.cpu().copyOf(values, shape).to(type);
    }

    static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
