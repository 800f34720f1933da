package io.noisystudent.inference;

import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Numbers of IEEE 754's binary16: a sign, 5 bits of exponent, 10 of mantissa. */
final class Half {
    /** From here on the mantissa rounds up to infinity. */
    private static final float BEYOND = 65520;

    private static final float SMALLEST_NORMAL = 0x1p-14f;
    private static final int MANTISSA_BITS = 10;
    private static final int DROPPED_BITS = 23 - MANTISSA_BITS;

    private Half() {}

    /** A tensor of floats as {@code FLOAT16}; empty if a finite number would become infinite. */
    static Optional<Tensor> rounded(Tensor tensor) {
        float[] values = tensor.floats();
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            if (Math.abs(value) >= BEYOND && Float.isFinite(value)) {
                return Optional.empty();
            }
            bytes.putShort(bits(value));
        }
        return Optional.of(Tensor.ofBytes(ElementType.FLOAT16, tensor.dims(), bytes.flip()));
    }

    /** The nearest one, the even one of two. */
    static short bits(float value) {
        int single = Float.floatToRawIntBits(value);
        int sign = (single >>> 16) & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= BEYOND) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < SMALLEST_NORMAL) {
            // Multiples of 2^-24; one more than the largest is the smallest normal number, with the right bits.
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
        }
        int even = (single >>> DROPPED_BITS) & 1;
        int rounded = (single & 0x7fffffff) + ((1 << (DROPPED_BITS - 1)) - 1) + even;
        return (short) (sign | ((rounded >>> DROPPED_BITS) - (112 << MANTISSA_BITS)));
    }
}
