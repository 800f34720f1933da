package io.noisystudent.learning.module;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Pooling over windows. */
final class Pooling {
    private Pooling() {}

    static Call max(OperatorContext context) {
        Window window = new Window(context);
        long[] kernel = context.node().intsAttribute("kernel_shape");
        boolean ceiling = context.node().intAttribute("ceil_mode", 0) != 0;
        return Call.of(in -> {
            Window.Padded input = window.pad(in.get(0), kernel, Double.NEGATIVE_INFINITY);
            return torch.max_pool2d(
                    input.values(), kernel, window.strides, input.symmetric(), window.dilations, ceiling);
        });
    }

    static Call average(OperatorContext context) {
        Window window = new Window(context);
        long[] kernel = context.node().intsAttribute("kernel_shape");
        boolean ceiling = context.node().intAttribute("ceil_mode", 0) != 0;
        boolean countPadding = context.node().intAttribute("count_include_pad", 0) != 0;
        return Call.of(in -> {
            Tensor values = in.get(0);
            Window.Padded input = window.pad(values, kernel, 0);
            Tensor mean = torch.avg_pool2d(
                    input.values(),
                    kernel,
                    window.strides,
                    input.symmetric(),
                    ceiling,
                    countPadding,
                    new LongOptional());
            return input.byHand() && !countPadding
                    ? mean.div(coverage(context.compute().onesLike(values), window, kernel, ceiling))
                    : mean;
        });
    }

    /** The share of each window that lies on the image, where the padding was added by hand. */
    private static Tensor coverage(Tensor ones, Window window, long[] kernel, boolean ceiling) {
        Window.Padded covered = window.pad(ones, kernel, 0);
        return torch.avg_pool2d(
                covered.values(), kernel, window.strides, covered.symmetric(), ceiling, true, new LongOptional());
    }
}
