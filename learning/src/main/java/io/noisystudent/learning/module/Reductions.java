package io.noisystudent.learning.module;

import java.util.function.Function;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/** Reductions over axes and over inputs. */
final class Reductions {
    private Reductions() {}

    static Call mean(Site site) {
        return over(site, (values, axes, keep) -> values.mean(axes, keep, new ScalarTypeOptional()));
    }

    static Call sum(Site site) {
        return over(site, (values, axes, keep) -> values.sum(axes, keep, new ScalarTypeOptional()));
    }

    static Call sumOfInputs(Site site) {
        return Call.of(in -> {
            Tensor sum = in.get(0).add(in.get(1));
            for (int i = 2; i < in.count(); i++) {
                sum = sum.add(in.get(i));
            }
            return sum;
        });
    }

    private interface Reduction {
        Tensor apply(Tensor values, long[] axes, boolean keep);
    }

    private static Call over(Site site, Reduction reduction) {
        boolean keep = site.node().intAttribute("keepdims", 1) != 0;
        if (!site.given("axes", 1)) {
            if (site.node().intAttribute("noop_with_empty_axes", 0) != 0) {
                throw site.unsupported("it has no axes and does nothing; remove it");
            }
            return Call.of(in -> reduction.apply(
                    in.get(0), LongStream.range(0, in.get(0).dim()).toArray(), keep));
        }
        Function<Operands, long[]> axes = site.longs("axes", 1);
        return Call.of(in -> reduction.apply(in.get(0), axes.apply(in), keep));
    }
}
