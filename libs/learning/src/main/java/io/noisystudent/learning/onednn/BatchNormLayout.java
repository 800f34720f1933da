package io.noisystudent.learning.onednn;

import io.noisystudent.learning.torch.Compute;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What a kernel of batch normalization is compiled for.
 *
 * @param type float32 or bfloat16; statistics and parameters are float32 always
 * @param epsilon what is added to each variance
 * @param rectified whether negative results become 0
 * @param threads that it runs on: how the work is divided decides the last bits
 */
record BatchNormLayout(
        long images,
        long channels,
        long height,
        long width,
        ScalarType type,
        float epsilon,
        boolean rectified,
        int threads) {
    /** 16 bytes. */
    private static final int ASIDE = 4;

    /** Whether a tensor has its channels last, as kernels here want them, and more than one value per channel. */
    static boolean fits(Tensor input) {
        return ChannelsLast.holds(input) && input.numel() > input.size(1);
    }

    static BatchNormLayout of(Tensor input, float epsilon, boolean rectified) {
        return new BatchNormLayout(
                input.size(0),
                input.size(1),
                input.size(2),
                input.size(3),
                input.scalar_type().intern(),
                epsilon,
                rectified,
                torch.get_num_threads());
    }

    long[] shape() {
        return new long[] {images, channels, height, width};
    }

    /**
     * Memory of undefined content. oneDNN writes float32 past the caches where the memory is aligned to a vector, and the
     * convolution that reads it next would wait: therefore it is not aligned.
     */
    Tensor allocate(Compute compute) {
        return type == ScalarType.Float
                ? ChannelsLast.emptyAside(compute, ASIDE, type, shape())
                : compute.emptyChannelsLast(type, shape());
    }

    /** How many values each mean is taken over. */
    long valuesPerChannel() {
        return images * height * width;
    }
}
