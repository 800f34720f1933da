package io.noisystudent.learning.module;

import java.util.function.Function;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/** Reductions over axes. */
final class Reductions {
    private Reductions() {}

    static Call mean(Site site) {
        return reduce(site, (values, axes, keep) -> values.mean(axes, keep, new ScalarTypeOptional()));
    }

    static Call sum(Site site) {
        return reduce(site, (values, axes, keep) -> values.sum(axes, keep, new ScalarTypeOptional()));
    }

    private interface Reduction {
        Tensor over(Tensor values, long[] axes, boolean keep);
    }

    /** Without axes over all of them, or, where the node says so, over none. */
    private static Call reduce(Site site, Reduction reduction) {
        boolean keep = site.node().intAttribute("keepdims", 1) != 0;
        if (site.given("axes", 1)) {
            Function<Operands, long[]> axes = site.longs("axes", 1);
            return Call.of(in -> reduction.over(in.get(0), axes.apply(in), keep));
        }
        if (site.node().intAttribute("noop_with_empty_axes", 0) != 0) {
            return Call.of(in -> in.get(0));
        }
        return Call.of(in ->
                reduction.over(in.get(0), LongStream.range(0, in.get(0).dim()).toArray(), keep));
    }
}
