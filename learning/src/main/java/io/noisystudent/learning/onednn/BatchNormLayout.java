package io.noisystudent.learning.onednn;

import io.noisystudent.learning.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What a kernel of batch normalisation is compiled for.
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
    private static final int AXES = 4;
    /** 16 bytes. */
    private static final int ASIDE = 4;

    /** Whether a tensor has its channels last, as kernels here want them, and more than one value per channel. */
    static boolean fits(Tensor input) {
        if (input.dim() != AXES || !input.is_contiguous(MemoryFormat.ChannelsLast)) {
            return false;
        }
        ScalarType type = input.scalar_type().intern();
        return (type == ScalarType.Float || type == ScalarType.BFloat16) && input.numel() > input.size(1);
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
    Tensor allocate() {
        long values = channels * valuesPerChannel();
        int start = type == ScalarType.Float ? ASIDE : 0;
        return Tensors.empty(type, start + values)
                .narrow(0, start, values)
                .view(images, height, width, channels)
                .permute(0, 3, 1, 2);
    }

    /** How many values each mean is taken over. */
    long valuesPerChannel() {
        return images * height * width;
    }
}
