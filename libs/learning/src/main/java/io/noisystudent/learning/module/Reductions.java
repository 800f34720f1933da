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
        if (context.given("axes", 1)) {
            Function<Operands, long[]> axes = context.longs("axes", 1);
            return Call.of(in -> reduction.over(in.get(0), axes.apply(in), keep));
        }
        if (context.node().intAttribute("noop_with_empty_axes", 0) != 0) {
            return Call.of(in -> in.get(0));
        }
        return Call.of(in ->
                reduction.over(in.get(0), LongStream.range(0, in.get(0).dim()).toArray(), keep));
    }
}
