package io.noisystudent.learning.module;

import io.noisystudent.learning.torch.Compute;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Pooling over windows. */
final class Pooling {
    private static final int IMAGE_AXES = 4;
    private static final long[] NO_PADDING = {0, 0};

    private Pooling() {}

    static Call max(OperatorContext context) {
        Window window = new Window(context);
        long[] kernel = context.node().intsAttribute("kernel_shape");
        boolean ceiling = context.node().intAttribute("ceil_mode", 0) != 0;
        window.requireOneReading(kernel, ceiling);
        return Call.of(in -> {
            Tensor values = in.get(0);
            Window.Fit fit = window.fit(values, kernel, ceiling);
            if (fit.isLibtorchs(kernel)) {
                return torch.max_pool2d(values, kernel, window.strides, fit.before(), window.dilations, ceiling);
            }
            Tensor padded = Window.Fit.pad(values, fit.before(), fit.behind(), Double.NEGATIVE_INFINITY);
            return torch.max_pool2d(padded, kernel, window.strides, NO_PADDING, window.dilations, false);
        });
    }

    static Call average(OperatorContext context) {
        Window window = new Window(context);
        long[] kernel = context.node().intsAttribute("kernel_shape");
        boolean ceiling = context.node().intAttribute("ceil_mode", 0) != 0;
        window.requireOneReading(kernel, ceiling);
        boolean countPadding = context.node().intAttribute("count_include_pad", 0) != 0;
        Compute compute = context.compute();
        return Call.of(in -> {
            Tensor values = in.get(0);
            Window.Fit fit = window.fit(values, kernel, ceiling);
            if (fit.isLibtorchs(kernel) && window.dilations[0] == 1 && window.dilations[1] == 1) {
                return torch.avg_pool2d(
                        values, kernel, window.strides, fit.before(), ceiling, countPadding, new LongOptional());
            }
            return compute.isReduced()
                    ? compute.inTypesOfInputs(
                            () -> quotient(compute, values.to(ScalarType.Float), window, kernel, fit, countPadding))
                    : quotient(compute, values, window, kernel, fit, countPadding);
        });
    }

    static Call globalAverage(OperatorContext context) {
        return Call.of(in -> {
            Tensor values = in.get(0);
            return values.dim() == IMAGE_AXES
                    ? torch.adaptive_avg_pool2d(values, 1, 1)
                    : values.mean(sides(values, context), true, new ScalarTypeOptional());
        });
    }

    static Call globalMax(OperatorContext context) {
        return Call.of(in -> torch.amax(in.get(0), sides(in.get(0), context), true));
    }

    /** The axes behind batch and channels. */
    private static long[] sides(Tensor values, OperatorContext context) {
        if (values.dim() <= 2) {
            throw context.unsupported("its input has " + values.dim() + " axes; it takes 3 or more");
        }
        return LongStream.range(2, values.dim()).toArray();
    }

    /** The sum of each window divided by the number of its places that count. */
    private static Tensor quotient(
            Compute compute, Tensor values, Window window, long[] kernel, Window.Fit fit, boolean countPadding) {
        Tensor sums = sum(compute, Window.Fit.pad(values, fit.before(), fit.behind(), 0), window, kernel);
        Tensor places = compute.onesLike(values.narrow(0, 0, 1).narrow(1, 0, 1));
        long[] declared = fit.declaredBehind();
        Tensor counting = Window.Fit.pad(places, fit.before(), declared, countPadding ? 1 : 0);
        long[] beyond = {fit.behind()[0] - declared[0], fit.behind()[1] - declared[1]};
        return sums.div(sum(compute, Window.Fit.pad(counting, NO_PADDING, beyond, 0), window, kernel));
    }

    private static Tensor sum(Compute compute, Tensor values, Window window, long[] kernel) {
        long channels = values.size(1);
        Tensor ones = compute.full(values.scalar_type().intern(), 1, channels, 1, kernel[0], kernel[1]);
        return torch.conv2d(values, ones, new TensorOptional(), window.strides, NO_PADDING, window.dilations, channels);
    }
}
