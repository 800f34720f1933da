package io.noisystudent.learning.module;

import java.util.function.Function;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Operators that repeat whole axes or exchange channels for places. */
final class Rearranging {
    private Rearranging() {}

    static Call tile(OperatorContext context) {
        Function<Operands, long[]> repeats = context.longs(1);
        return Call.of(in -> in.get(0).repeat(repeats.apply(in)));
    }

    /** The sum of all values up to each along an axis, itself or without itself. */
    static Call cumulated(OperatorContext context) {
        Function<Operands, long[]> axes = context.longs(1);
        boolean exclusive = context.node().intAttribute("exclusive", 0) != 0;
        boolean backwards = context.node().intAttribute("reverse", 0) != 0;
        return Call.of(in -> {
            long axis = axes.apply(in)[0];
            Tensor values = backwards ? in.get(0).flip(axis) : in.get(0);
            Tensor sums = values.cumsum(axis).to(values.scalar_type());
            Tensor wanted = exclusive ? sums.sub(values, new Scalar(1)) : sums;
            return backwards ? wanted.flip(axis) : wanted;
        });
    }

    /** From the first number to before the second, in steps of the third, in their type. */
    static Call range(OperatorContext context) {
        return Call.of(in -> {
            ScalarType type = in.get(0).scalar_type().intern();
            if (in.get(0).is_floating_point()) {
                double start = in.get(0).item_double();
                double delta = in.get(2).item_double();
                double count = Math.ceil((in.get(1).item_double() - start) / delta);
                float[] values = new float[Math.toIntExact((long) Math.max(0, count))];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (start + i * delta);
                }
                return context.compute().copyOf(values, values.length).to(type);
            }
            long start = in.get(0).item_long();
            long delta = in.get(2).item_long();
            double count = Math.ceil((in.get(1).item_long() - start) / (double) delta);
            long[] values = LongStream.range(0, (long) Math.max(0, count))
                    .map(i -> start + i * delta)
                    .toArray();
            return context.compute().onDevice(context.compute().sizes(values)).to(type);
        });
    }

    static Call depthToSpace(OperatorContext context) {
        long block = context.node().intAttribute("blocksize", 1);
        boolean columnsFirst = context.node().stringAttribute("mode", "DCR").equals("CRD");
        return Call.of(in -> {
            Tensor x = in.get(0);
            long channels = x.size(1) / (block * block);
            Tensor blocks = columnsFirst
                    ? x.reshape(x.size(0), channels, block, block, x.size(2), x.size(3))
                            .permute(0, 1, 4, 2, 5, 3)
                    : x.reshape(x.size(0), block, block, channels, x.size(2), x.size(3))
                            .permute(0, 3, 4, 1, 5, 2);
            return blocks.reshape(x.size(0), channels, x.size(2) * block, x.size(3) * block);
        });
    }

    static Call spaceToDepth(OperatorContext context) {
        long block = context.node().intAttribute("blocksize", 1);
        boolean columnsFirst = context.node().stringAttribute("mode", "DCR").equals("CRD");
        return Call.of(in -> {
            Tensor x = in.get(0);
            Tensor blocks = x.reshape(x.size(0), x.size(1), x.size(2) / block, block, x.size(3) / block, block);
            Tensor turned = columnsFirst ? blocks.permute(0, 1, 3, 5, 2, 4) : blocks.permute(0, 3, 5, 1, 2, 4);
            return turned.reshape(x.size(0), x.size(1) * block * block, x.size(2) / block, x.size(3) / block);
        });
    }
}
