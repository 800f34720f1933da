package io.noisystudent.learning.module;

import java.util.OptionalDouble;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.global.torch;

/** Activations that have attributes. */
final class Activations {
    private static final int SOFTMAX_OVER_ONE_AXIS = 13;

    private Activations() {}

    static Call leakyRelu(Site site) {
        double slope = site.node().floatAttribute("alpha", 0.01f);
        return Call.of(in -> torch.leaky_relu(in.get(0), new Scalar(slope)));
    }

    static Call gelu(Site site) {
        String approximation = site.node().stringAttribute("approximate", "none");
        return Call.of(in -> torch.gelu(in.get(0), approximation));
    }

    static Call hardSigmoid(Site site) {
        double slope = site.node().floatAttribute("alpha", 0.2f);
        double offset = site.node().floatAttribute("beta", 0.5f);
        return Call.of(in -> in.get(0)
                .mul(new Scalar(slope))
                .add_(new Scalar(offset))
                .clamp(new ScalarOptional(new Scalar(0.0)), new ScalarOptional(new Scalar(1.0))));
    }

    static Call clip(Site site) {
        OptionalDouble low = site.number("min", 1);
        OptionalDouble high = site.number("max", 2);
        return Call.of(in -> in.get(0).clamp(bound(low), bound(high)));
    }

    private static ScalarOptional bound(OptionalDouble value) {
        return value.isPresent() ? new ScalarOptional(new Scalar(value.getAsDouble())) : new ScalarOptional();
    }

    static Call softmax(Site site) {
        long axis = softmaxAxis(site);
        return Call.of(in -> in.get(0).softmax(axis));
    }

    /** Before operator set 13 everything from the axis on was one: the same only if the axis is the last. */
    private static long softmaxAxis(Site site) {
        if (site.opset() < SOFTMAX_OVER_ONE_AXIS) {
            throw site.unsupported(
                    "its meaning changed in operator set 13, this graph has " + site.opset() + "; convert the graph");
        }
        return site.node().intAttribute("axis", -1);
    }
}
