package io.noisystudent.learning.module;

import java.util.Arrays;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Normalisation over the batch and over the features. */
final class Normalization {
    private Normalization() {}

    /** In training the batch's statistics normalise, and the running ones move in place. */
    static Call batch(Site site) {
        double epsilon = site.node().floatAttribute("epsilon", 1e-5f);
        // ONNX weighs the old statistics, libtorch the new ones.
        double momentum = 1 - site.node().floatAttribute("momentum", 0.9f);
        return Call.of(in -> torch.batch_norm(
                in.get(0),
                in.optional(1),
                in.optional(2),
                in.optional(3),
                in.optional(4),
                in.training(),
                momentum,
                epsilon,
                false));
    }

    /** Over each channel of each image, always with its own statistics. */
    static Call instance(Site site) {
        double epsilon = site.node().floatAttribute("epsilon", 1e-5f);
        return Call.of(in -> torch.instance_norm(
                in.get(0),
                in.optional(1),
                in.optional(2),
                new TensorOptional(),
                new TensorOptional(),
                true,
                0,
                epsilon,
                false));
    }

    static Call layer(Site site) {
        double epsilon = site.node().floatAttribute("epsilon", 1e-5f);
        int axis = Math.toIntExact(site.node().intAttribute("axis", -1));
        return Call.of(in -> {
            long[] shape = in.get(0).shape();
            long[] normalized = Arrays.copyOfRange(shape, axis < 0 ? axis + shape.length : axis, shape.length);
            return torch.layer_norm(in.get(0), normalized, in.optional(1), in.optional(2), epsilon, false);
        });
    }
}
