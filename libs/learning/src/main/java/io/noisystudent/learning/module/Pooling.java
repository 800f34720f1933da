package io.noisystudent.learning.module;

import io.noisystudent.learning.torch.Compute;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Pooling over windows of one axis, two or three, and over everything. One axis is pooled as the second of two. */
final class Pooling {
    private static final int IMAGE_AXES = 4;
    private static final int IMAGE = 2;
    private static final int FIRST_SIDE = 2;

    private Pooling() {}

    /**
     * How a node pools.
     *
     * @param lifted whether its input gets an axis in front of its only one
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Plan(Window window, long[] kernel, boolean ceiling, boolean lifted) {
        static Plan of(OperatorContext context) {
            long[] kernel = context.node().intsAttribute("kernel_shape");
            boolean ceiling = context.node().intAttribute("ceil_mode", 0) != 0;
            Window window = Window.of(context, kernel.length);
            return kernel.length == 1
                    ? new Plan(window.overOneMore(), Window.behind(1, kernel), ceiling, true)
                    : new Plan(window, kernel, ceiling, false);
        }

        Tensor input(Operands in) {
            return lifted ? in.get(0).unsqueeze(FIRST_SIDE) : in.get(0);
        }

        Tensor output(Tensor pooled) {
            return lifted ? pooled.squeeze(FIRST_SIDE) : pooled;
        }

        boolean isImage() {
            return kernel.length == IMAGE;
        }
    }

    static Call max(OperatorContext context) {
        Plan plan = Plan.of(context);
        if (context.gives(1)) {
            return in ->
                    MaxIndices.pool(in.get(0), plan.input(in), plan.window, plan.kernel, plan.ceiling, context).stream()
                            .map(plan::output)
                            .toList();
        }
        return Call.of(in -> plan.output(max(plan.input(in), plan)));
    }

    private static Tensor max(Tensor values, Plan plan) {
        Window window = plan.window;
        Window.Fit fit = window.fit(values, plan.kernel, plan.ceiling);
        boolean pads = fit.isLibtorchs(plan.kernel);
        Tensor padded = pads ? values : Window.Fit.pad(values, fit.before(), fit.behind(), Double.NEGATIVE_INFINITY);
        long[] padding = pads ? fit.before() : new long[window.axes];
        boolean ceiling = pads && plan.ceiling;
        return plan.isImage()
                ? torch.max_pool2d(padded, plan.kernel, window.strides, padding, window.dilations, ceiling)
                : torch.max_pool3d(padded, plan.kernel, window.strides, padding, window.dilations, ceiling);
    }

    static Call average(OperatorContext context) {
        Plan plan = Plan.of(context);
        boolean countPadding = context.node().intAttribute("count_include_pad", 0) != 0;
        Compute compute = context.compute();
        return Call.of(in -> {
            Tensor values = plan.input(in);
            Window.Fit fit = plan.window.fit(values, plan.kernel, plan.ceiling);
            if (plan.isImage() && fit.isLibtorchs(plan.kernel) && !plan.window.isDilated()) {
                return plan.output(torch.avg_pool2d(
                        values,
                        plan.kernel,
                        plan.window.strides,
                        fit.before(),
                        plan.ceiling,
                        countPadding,
                        new LongOptional()));
            }
            return plan.output(
                    compute.isReduced()
                            ? compute.inTypesOfInputs(
                                    () -> quotient(compute, values.to(ScalarType.Float), plan, fit, countPadding))
                            : quotient(compute, values, plan, fit, countPadding));
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
    private static Tensor quotient(Compute compute, Tensor values, Plan plan, Window.Fit fit, boolean countPadding) {
        Tensor sums = sum(compute, Window.Fit.pad(values, fit.before(), fit.behind(), 0), plan);
        Tensor places = compute.onesLike(values.narrow(0, 0, 1).narrow(1, 0, 1));
        long[] declared = fit.declaredBehind();
        Tensor counting = Window.Fit.pad(places, fit.before(), declared, countPadding ? 1 : 0);
        long[] beyond = new long[declared.length];
        Arrays.setAll(beyond, axis -> fit.behind()[axis] - declared[axis]);
        return sums.div(sum(compute, Window.Fit.pad(counting, new long[beyond.length], beyond, 0), plan));
    }

    private static Tensor sum(Compute compute, Tensor values, Plan plan) {
        long channels = values.size(1);
        long[] shape = Window.behind(channels, Window.behind(1, plan.kernel));
        Tensor ones = compute.full(values.scalar_type().intern(), 1, shape);
        Window window = plan.window;
        long[] none = new long[window.axes];
        return plan.isImage()
                ? torch.conv2d(values, ones, new TensorOptional(), window.strides, none, window.dilations, channels)
                : torch.convolution(
                        values,
                        ones,
                        new TensorOptional(),
                        window.strides,
                        none,
                        window.dilations,
                        false,
                        none,
                        channels);
    }
}
