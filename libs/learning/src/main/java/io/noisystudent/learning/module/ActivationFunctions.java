package io.noisystudent.learning.module;

import java.util.OptionalDouble;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.global.torch;

/** Activations that have attributes. */
final class ActivationFunctions {
    private static final int SOFTMAX_OVER_ONE_AXIS = 13;

    private ActivationFunctions() {}

    static Call leakyRelu(OperatorContext context) {
        double slope = context.node().floatAttribute("alpha", 0.01f);
        return Call.of(in -> torch.leaky_relu(in.get(0), new Scalar(slope)));
    }

    static Call gelu(OperatorContext context) {
        String approximation = context.node().stringAttribute("approximate", "none");
        return Call.of(in -> torch.gelu(in.get(0), approximation));
    }

    static Call hardSigmoid(OperatorContext context) {
        double slope = context.node().floatAttribute("alpha", 0.2f);
        double offset = context.node().floatAttribute("beta", 0.5f);
        return Call.of(in -> in.get(0)
                .mul(new Scalar(slope))
                .add_(new Scalar(offset))
                .clamp(new ScalarOptional(new Scalar(0.0)), new ScalarOptional(new Scalar(1.0))));
    }

    static Call clip(OperatorContext context) {
        OptionalDouble low = context.number("min", 1);
        OptionalDouble high = context.number("max", 2);
        return Call.of(in -> in.get(0).clamp(bound(low), bound(high)));
    }

    private static ScalarOptional bound(OptionalDouble value) {
        return value.isPresent() ? new ScalarOptional(new Scalar(value.getAsDouble())) : new ScalarOptional();
    }

    static Call softmax(OperatorContext context) {
        long axis = softmaxAxis(context);
        return Call.of(in -> in.get(0).softmax(axis));
    }

    /** Before operator set 13 everything from the axis on was one: the same only if the axis is the last. */
    private static long softmaxAxis(OperatorContext context) {
        if (context.opset() < SOFTMAX_OVER_ONE_AXIS) {
            throw context.unsupported("its meaning changed in operator set 13, this graph has " + context.opset()
                    + "; convert the graph");
        }
        return context.node().intAttribute("axis", -1);
    }
}
