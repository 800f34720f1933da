package io.noisystudent.learning.module;

import io.noisystudent.learning.onednn.OneDnnConvolution;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Convolution over one axis, two or three, grouped or not; that of images is as fast as it can be. */
final class Convolution {
    private static final int IMAGE = 2;
    private static final long LARGEST_FAST_KERNEL = 3;

    private Convolution() {}

    static Call compile(OperatorContext context) {
        long groups = context.node().intAttribute("group", 1);
        OptionalInt axes = axes(context);
        if (axes.isPresent() && axes.getAsInt() != IMAGE) {
            return ofOthers(Window.of(context, axes.getAsInt()), groups);
        }
        Call ofImages = ofImages(context, Window.of(context, IMAGE), groups);
        return axes.isPresent()
                ? ofImages
                : in -> in.get(1).dim() == IMAGE + 2
                        ? ofImages.apply(in)
                        : ofOthers(Window.of(context, Math.toIntExact(in.get(1).dim() - 2)), groups)
                                .apply(in);
    }

    /** How many axes the window has, which a node without attributes and with computed weights does not tell. */
    private static OptionalInt axes(OperatorContext context) {
        for (String attribute : List.of("kernel_shape", "strides", "dilations")) {
            long[] given = context.node().intsAttribute(attribute);
            if (given.length > 0) {
                return OptionalInt.of(given.length);
            }
        }
        return context.constant(1)
                .map(weight -> OptionalInt.of(weight.rank() - 2))
                .orElseGet(OptionalInt::empty);
    }

    private static Call ofImages(OperatorContext context, Window window, long groups) {
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

    private static Call ofOthers(Window window, long groups) {
        return Call.of(in -> {
            long[] weight = in.get(1).shape();
            Window.Padded input = window.pad(in.get(0), Arrays.copyOfRange(weight, 2, weight.length));
            return torch.convolution(
                    input.values(),
                    in.get(1),
                    in.optional(2),
                    window.strides,
                    input.symmetric(),
                    window.dilations,
                    false,
                    new long[window.axes],
                    groups);
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
