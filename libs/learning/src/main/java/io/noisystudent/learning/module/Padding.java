package io.noisystudent.learning.module;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/** Padding of axes: with a number, with the edge, or mirrored; negative padding cuts. */
final class Padding {
    private static final Map<String, String> MODES =
            Map.of("constant", "constant", "edge", "replicate", "reflect", "reflect", "wrap", "circular");

    private Padding() {}

    static Call compile(OperatorContext context) {
        String mode = context.node().stringAttribute("mode", "constant");
        String ofLibtorch = MODES.get(mode);
        if (ofLibtorch == null) {
            throw context.unsupported("its attribute mode is " + mode + "; known are "
                    + MODES.keySet().stream().sorted().toList());
        }
        Function<Operands, long[]> pads = context.longs("pads", 1);
        Supplier<Scalar> fill = context.scalar("value", 2).orElse(() -> new Scalar(0));
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
            long[] lastAxisFirst = lastAxisFirst(around);
            if (mode.equals("constant")) {
                return torch.constant_pad_nd(in.get(0), lastAxisFirst, fill.get());
            }
            return torch.pad(in.get(0), lastAxisFirst, ofLibtorch, new DoubleOptional());
        });
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
