package io.noisystudent.learning.module;

import java.util.function.Function;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.ScalarTypeOptional;

/** Reductions over axes. */
final class Reductions {
    private Reductions() {}

    /** Without axes, over all of them. */
    static Call mean(Site site) {
        boolean keep = site.node().intAttribute("keepdims", 1) != 0;
        if (!site.given("axes", 1) && site.node().intAttribute("noop_with_empty_axes", 0) != 0) {
            throw site.unsupported("it has no axes and does nothing; remove it");
        }
        Function<Operands, long[]> axes = site.given("axes", 1)
                ? site.longs("axes", 1)
                : in -> LongStream.range(0, in.get(0).dim()).toArray();
        return Call.of(in -> in.get(0).mean(axes.apply(in), keep, new ScalarTypeOptional()));
    }
}
