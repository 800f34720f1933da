package io.noisystudent.learning.module;

import java.util.function.Function;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Reductions over axes. */
final class Reductions {
    private Reductions() {}

    static Call mean(OperatorContext context) {
        return reduce(context, Reductions::mean);
    }

    static Call sum(OperatorContext context) {
        return reduce(context, Reductions::sum);
    }

    static Call max(OperatorContext context) {
        return reduce(
                context,
                (values, axes, keep) -> isOverNothing(values, axes)
                        ? ofNothing(values, axes, keep, Double.NEGATIVE_INFINITY)
                        : torch.amax(values, axes, keep));
    }

    static Call min(OperatorContext context) {
        return reduce(
                context,
                (values, axes, keep) -> isOverNothing(values, axes)
                        ? ofNothing(values, axes, keep, Double.POSITIVE_INFINITY)
                        : torch.amin(values, axes, keep));
    }

    /** What is before or behind every number; of truths, false is before true. */
    private static Tensor ofNothing(Tensor values, long[] axes, boolean keep, double extreme) {
        Tensor zeros = sum(values, axes, keep);
        if (values.is_floating_point()) {
            return zeros.add(new Scalar(extreme), new Scalar(1));
        }
        return extreme < 0 ? zeros : zeros.eq(new Scalar(0)).to(values.scalar_type());
    }

    /** The square root of the sum of squares. */
    static Call length(OperatorContext context) {
        return reduce(context, (values, axes, keep) -> {
            Tensor real = values.is_floating_point() ? values : values.to(ScalarType.Double);
            return torch.linalg_vector_norm(real, new Scalar(2.0), axes, keep, new ScalarTypeOptional())
                    .to(values.scalar_type());
        });
    }

    private interface Reduction {
        Tensor over(Tensor values, long[] axes, boolean keep);
    }

    /** In the type of the values, which libtorch widens otherwise. */
    private static Tensor sum(Tensor values, long[] axes, boolean keep) {
        return values.is_floating_point()
                ? values.sum(axes, keep, new ScalarTypeOptional())
                : values.sum(
                        axes, keep, new ScalarTypeOptional(values.scalar_type().intern()));
    }

    /** That of whole numbers is whole, toward zero. */
    private static Tensor mean(Tensor values, long[] axes, boolean keep) {
        return values.is_floating_point()
                ? values.mean(axes, keep, new ScalarTypeOptional())
                : values.to(ScalarType.Double)
                        .mean(axes, keep, new ScalarTypeOptional())
                        .to(values.scalar_type());
    }

    private static boolean isOverNothing(Tensor values, long... axes) {
        return LongStream.of(axes).anyMatch(axis -> values.size(axis) == 0);
    }

    /** Without axes over all of them, or, where the node says so, over none. */
    private static Call reduce(OperatorContext context, Reduction reduction) {
        boolean keep = context.node().intAttribute("keepdims", 1) != 0;
        boolean noneIsNone = context.node().intAttribute("noop_with_empty_axes", 0) != 0;
        Function<Operands, long[]> given = context.given("axes", 1) ? context.longs("axes", 1) : in -> new long[0];
        return Call.of(in -> {
            Tensor values = in.get(0);
            long[] axes = given.apply(in);
            if (axes.length > 0) {
                return reduction.over(values, axes, keep);
            }
            return noneIsNone
                    ? values
                    : reduction.over(values, LongStream.range(0, values.dim()).toArray(), keep);
        });
    }
}
