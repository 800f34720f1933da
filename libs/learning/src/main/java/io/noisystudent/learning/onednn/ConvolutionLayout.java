package io.noisystudent.learning.onednn;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What the kernels of a convolution are compiled for.
 *
 * @param input shape (N, C, H, W)
 * @param weight shape (O, C, h, w)
 * @param type of the images; weights and their gradients are float32 always
 * @param threads that it runs on: how the work is divided decides the last bits
 */
record ConvolutionLayout(List<Long> input, List<Long> weight, Movement movement, ScalarType type, int threads) {

    /** How the kernel moves over an image, for each of its two axes; the padding is the same on both sides. */
    record Movement(List<Long> strides, List<Long> padding, List<Long> dilations) {
        static Movement of(long[] strides, long[] padding, long[] dilations) {
            return new Movement(list(strides), list(padding), list(dilations));
        }
    }

    static ConvolutionLayout of(Tensor input, Tensor weight, Movement movement, ScalarType type) {
        return new ConvolutionLayout(
                list(input.shape()), list(weight.shape()), movement, type, torch.get_num_threads());
    }

    /** Whether there is an output at all; what is wrong otherwise is for libtorch to say. */
    boolean isPossible() {
        return input.get(1).equals(weight.get(1)) && outputSize(0) > 0 && outputSize(1) > 0;
    }

    private long images() {
        return input.get(0);
    }

    private long outputs() {
        return weight.get(0);
    }

    long[] inputShape() {
        return array(input);
    }

    long[] weightShape() {
        return array(weight);
    }

    long[] outputShape() {
        return new long[] {images(), outputs(), outputSize(0), outputSize(1)};
    }

    private long outputSize(int axis) {
        long reach = movement.dilations.get(axis) * (weight.get(2 + axis) - 1) + 1;
        long room = input.get(2 + axis) + 2 * movement.padding.get(axis) - reach;
        return Math.floorDiv(room, movement.strides.get(axis)) + 1;
    }

    long[] strides() {
        return array(movement.strides);
    }

    long[] padding() {
        return array(movement.padding);
    }

    /** oneDNN counts what is left out between two values. */
    long[] gaps() {
        return movement.dilations.stream().mapToLong(dilation -> dilation - 1).toArray();
    }

    private static List<Long> list(long[] values) {
        Long[] boxed = new Long[values.length];
        for (int i = 0; i < values.length; i++) {
            boxed[i] = values[i];
        }
        return List.of(boxed);
    }

    private static long[] array(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
