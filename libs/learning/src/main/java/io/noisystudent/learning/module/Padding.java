package io.noisystudent.learning.module;

import io.noisystudent.learning.torch.Compute;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Padding of axes: with a number, with the edge, mirrored, or from the other end; negative padding cuts. */
final class Padding {
    private static final Map<String, String> MODES =
            Map.of("edge", "replicate", "reflect", "reflect", "wrap", "circular");
    private static final int IMAGE_AXES = 4;
    private static final int BOTH_SIDES = 4;

    private Padding() {}

    static Call compile(OperatorContext context) {
        String mode = context.node().stringAttribute("mode", "constant");
        Function<Operands, long[]> pads = context.longs("pads", 1);
        Function<Operands, Scalar> fill = fill(context);
        Optional<Function<Operands, long[]>> axes =
                context.node().input(3).isPresent() ? Optional.of(context.longs(3)) : Optional.empty();
        return Call.of(in -> {
            long[] given = pads.apply(in);
            long[] around = axes.isEmpty()
                    ? given
                    : onAxes(
                            given,
                            axes.get().apply(in),
                            Math.toIntExact(in.get(0).dim()));
            return mode.equals("constant")
                    ? torch.constant_pad_nd(in.get(0), lastAxisFirst(around), fill.apply(in))
                    : repeating(in.get(0), around, mode, context.compute());
        });
    }

    private static Function<Operands, Scalar> fill(OperatorContext context) {
        Optional<Supplier<Scalar>> known = context.scalar("value", 2);
        if (known.isPresent()) {
            return in -> known.get().get();
        }
        return context.given("value", 2) ? in -> in.get(2).item() : in -> new Scalar(0);
    }

    /** libtorch pads the sides of images; what else there is, is selected place by place. */
    private static Tensor repeating(Tensor values, long[] around, String mode, Compute compute) {
        long[] lastAxisFirst = lastAxisFirst(around);
        boolean grows = LongStream.of(around).allMatch(by -> by >= 0);
        if (grows && values.dim() == IMAGE_AXES && lastAxisFirst.length == BOTH_SIDES && fits(values, around)) {
            return torch.pad(values, lastAxisFirst, MODES.get(mode), new DoubleOptional());
        }
        Tensor result = values;
        int axes = around.length / 2;
        for (int axis = 0; axis < axes; axis++) {
            if (around[axis] != 0 || around[axis + axes] != 0) {
                result = repeating(result, axis, new long[] {around[axis], around[axis + axes]}, mode, compute);
            }
        }
        return result;
    }

    /** What is cut is cut first, so that what is left is repeated. */
    private static Tensor repeating(Tensor values, int axis, long[] sides, String mode, Compute compute) {
        long from = Math.max(0, -sides[0]);
        long size = values.size(axis) - from - Math.max(0, -sides[1]);
        long[] places = LongStream.range(-Math.max(0, sides[0]), size + Math.max(0, sides[1]))
                .map(place -> from + source(place, size, mode))
                .toArray();
        return values.index_select(axis, compute.onDevice(compute.sizes(places)));
    }

    /** No more than there are places to mirror. */
    private static boolean fits(Tensor values, long[] around) {
        int axes = around.length / 2;
        for (int axis = 0; axis < axes; axis++) {
            if (Math.max(around[axis], around[axis + axes]) >= values.size(axis)) {
                return false;
            }
        }
        return true;
    }

    private static long source(long place, long size, String mode) {
        if (mode.equals("edge")) {
            return Math.min(Math.max(place, 0), size - 1);
        }
        if (mode.equals("wrap")) {
            return Math.floorMod(place, size);
        }
        long period = Math.max(1, 2 * (size - 1));
        long inPeriod = Math.floorMod(place, period);
        return Math.min(inPeriod, period - inPeriod) % size;
    }

    /** Pads of all axes from those of some. */
    private static long[] onAxes(long[] pads, long[] axes, int rank) {
        long[] all = new long[2 * rank];
        for (int i = 0; i < axes.length; i++) {
            int axis = Math.toIntExact(axes[i] < 0 ? axes[i] + rank : axes[i]);
            all[axis] = pads[i];
            all[axis + rank] = pads[i + axes.length];
        }
        return all;
    }

    /** As libtorch wants them, without the first axes that are not padded. */
    private static long[] lastAxisFirst(long[] around) {
        int axes = around.length / 2;
        int first = 0;
        while (first < axes - 1 && around[first] == 0 && around[first + axes] == 0) {
            first++;
        }
        long[] lastAxisFirst = new long[2 * (axes - first)];
        for (int axis = first; axis < axes; axis++) {
            lastAxisFirst[2 * (axes - 1 - axis)] = around[axis];
            lastAxisFirst[2 * (axes - 1 - axis) + 1] = around[axis + axes];
        }
        return lastAxisFirst;
    }
}
