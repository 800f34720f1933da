package io.noisystudent.learning.module;

import java.util.function.Function;
import org.bytedeco.pytorch.global.torch;

/** Operators that repeat values or choose among them. */
final class Filling {
    private Filling() {}

    /** One value everywhere; the float 0 where the node gives none. */
    static Call constantOfShape(OperatorContext context) {
        io.noisystudent.networks.graph.Tensor value =
                context.node().tensorAttribute("value").orElse(io.noisystudent.networks.graph.Tensor.vector(0f));
        Function<Operands, long[]> shape = context.longs(0);
        return Call.of(in -> Elements.toTorch(value, context.real(), context.compute())
                .reshape()
                .expand(shape.apply(in)));
    }

    /** Broadcasting goes both ways: 1 in the wanted shape keeps the axis. */
    static Call expand(OperatorContext context) {
        Function<Operands, long[]> wanted = context.longs(1);
        return Call.of(in -> in.get(0).expand(broadcast(in.get(0).shape(), wanted.apply(in))));
    }

    static Call where(OperatorContext context) {
        return Call.of(in -> torch.where(in.get(0), in.get(1), in.get(2)));
    }

    private static long[] broadcast(long[] shape, long[] wanted) {
        long[] result = new long[Math.max(shape.length, wanted.length)];
        for (int i = 1; i <= result.length; i++) {
            long given = i <= shape.length ? shape[shape.length - i] : 1;
            result[result.length - i] = given == 1 && i <= wanted.length ? wanted[wanted.length - i] : given;
        }
        return result;
    }
}
