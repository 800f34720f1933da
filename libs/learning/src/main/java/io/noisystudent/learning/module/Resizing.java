package io.noisystudent.learning.module;

import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch;

/** Resizing of images: nearest neighbor and bilinear, in the coordinate conventions that libtorch shares. */
final class Resizing {
    private Resizing() {}

    static Call compile(OperatorContext context) {
        Node node = context.node();
        String mode = node.stringAttribute("mode", "nearest");
        String coordinates = node.stringAttribute("coordinate_transformation_mode", "half_pixel");
        String rounding = node.stringAttribute("nearest_mode", "round_prefer_floor");
        Optional<float[]> scales =
                context.constant(2).filter(t -> t.size() == 4).map(Tensor::floats);
        if (scales.isEmpty() && node.input(3).isEmpty()) {
            throw context.unsupported("it has neither constant scales nor sizes for four axes");
        }
        boolean nearest = mode.equals("nearest") && coordinates.equals("asymmetric") && rounding.equals("floor");
        boolean aligned = coordinates.equals("align_corners");
        boolean linear = mode.equals("linear") && (aligned || coordinates.equals("half_pixel"));
        if (!nearest && !linear) {
            throw context.unsupported("mode " + mode + " with coordinates " + coordinates + " and rounding " + rounding
                    + "; nearest/asymmetric/floor, linear/half_pixel and linear/align_corners are known");
        }
        return Call.of(in -> {
            long[] size = scales.map(s -> scaled(in, s)).orElseGet(() ->
                    new long[] {context.longs(3).apply(in)[2], context.longs(3).apply(in)[3]});
            return nearest
                    ? torch.upsample_nearest2d(in.get(0), size)
                    : torch.upsample_bilinear2d(in.get(0), size, aligned);
        });
    }

    private static long[] scaled(Operands in, float[] scales) {
        return new long[] {
            (long) Math.floor(in.get(0).size(2) * scales[2]),
            (long) Math.floor(in.get(0).size(3) * scales[3])
        };
    }
}
