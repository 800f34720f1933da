package io.noisystudent.learning.onednn;

import io.noisystudent.learning.onednn.ConvolutionLayout.Movement;
import io.noisystudent.learning.torch.Compute;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Convolution in training by oneDNN. libtorch uses the same code, but prepares it again at every call, for which all
 * other cores wait; and its weight gradients arrive in another order than the weights.
 *
 * <p>Images are (N, C, H, W) with their channels last, float32 or bfloat16; the weight is float32 (O, C, h, w), in the
 * same order.
 */
public final class OneDnnConvolution {
    private static final KernelCache<ConvolutionLayout, ConvolutionKernel> KERNELS =
            new KernelCache<>(ConvolutionKernel::of);

    private final Compute compute;
    private final long[] strides;
    private final long[] dilations;

    /** Both for the two axes of an image. */
    public OneDnnConvolution(Compute compute, long[] strides, long[] dilations) {
        this.compute = compute;
        this.strides = strides.clone();
        this.dilations = dilations.clone();
    }

    /**
     * Convolves; the backward pass adds to the gradient of the weight.
     *
     * @param padding zeros on both sides of each axis
     * @param type of the arithmetic
     * @return empty, and nothing has been done, if the input takes no gradient or if oneDNN has no fast kernel for it
     */
    public Optional<Tensor> apply(Tensor input, Tensor weight, long[] padding, ScalarType type) {
        if (!input.requires_grad() || !ChannelsLast.holds(input) || !isFloatWithChannelsLast(weight)) {
            return Optional.empty();
        }
        ConvolutionLayout layout = ConvolutionLayout.of(input, weight, Movement.of(strides, padding, dilations), type);
        return layout.isPossible()
                ? KERNELS.of(layout).map(kernel -> convolve(kernel, input.to(type), weight))
                : Optional.empty();
    }

    private Tensor convolve(ConvolutionKernel kernel, Tensor input, Tensor weight) {
        Tensor images = input.detach();
        return AutogradBridge.of(input.alias(), kernel.forward(compute, images, weight), gradient -> {
            if (weight.requires_grad()) {
                AutogradBridge.accumulate(weight, kernel.backwardWeights(compute, images, gradient));
            }
            images.close();
            return kernel.backwardData(compute, gradient, weight);
        });
    }

    private static boolean isFloatWithChannelsLast(Tensor weight) {
        return weight.scalar_type().intern() == ScalarType.Float && ChannelsLast.holds(weight);
    }
}
