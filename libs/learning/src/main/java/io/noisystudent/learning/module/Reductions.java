package io.noisystudent.learning.module;

import java.util.function.Function;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/** Reductions over axes. */
final class Reductions {
    private Reductions() {}

    static Call mean(OperatorContext context) {
        return reduce(context, (values, axes, keep) -> values.mean(axes, keep, new ScalarTypeOptional()));
    }

    static Call sum(OperatorContext context) {
        return reduce(context, (values, axes, keep) -> values.sum(axes, keep, new ScalarTypeOptional()));
    }

    private interface Reduction {
        Tensor over(Tensor values, long[] axes, boolean keep);
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
