package io.noisystudent.learning.module;

import io.noisystudent.learning.onednn.OneDnnConvolution;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Kernels;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Two-dimensional convolution, grouped or not. */
final class Convolution {
    private static final long LARGEST_FAST_KERNEL = 3;

    private Convolution() {}

    static Call compile(OperatorContext context) {
        Window window = new Window(context);
        long groups = context.node().intAttribute("group", 1);
        Compute compute = context.compute();
        OneDnnConvolution fast = new OneDnnConvolution(compute, window.strides, window.dilations);
        return Call.of(in -> {
            Tensor weight = in.get(1);
            long[] kernel = {weight.size(2), weight.size(3)};
            Window.Padded input = window.pad(in.get(0), kernel);
            if (compute.isHost() && isSlowInBfloat16(groups, window.strides, kernel) && compute.isReduced()) {
                Tensor exact = input.values().to(ScalarType.Float);
                return compute.inTypesOfInputs(() -> convolve(exact, in, input.symmetric(), window, groups));
            }
            Optional<Tensor> result = compute.kernels() == Kernels.AUTO && groups == 1 && in.training() && !in.has(2)
                    ? fast.apply(input.values(), weight, input.symmetric(), type(compute, input.values()))
                    : Optional.empty();
            return result.orElseGet(() -> convolve(input.values(), in, input.symmetric(), window, groups));
        });
    }

    private static ScalarType type(Compute compute, Tensor input) {
        return compute.isReduced() ? ScalarType.BFloat16 : input.scalar_type().intern();
    }

    private static Tensor convolve(Tensor input, Operands in, long[] padding, Window window, long groups) {
        return torch.conv2d(input, in.get(1), in.optional(2), window.strides, padding, window.dilations, groups);
    }

    /** On a processor the bfloat16 gradient of grouped convolutions takes several times as long when they stride or are large. */
    private static boolean isSlowInBfloat16(long groups, long[] strides, long[] kernel) {
        return groups > 1
                && (Math.max(strides[0], strides[1]) > 1 || Math.max(kernel[0], kernel[1]) > LARGEST_FAST_KERNEL);
    }
}
