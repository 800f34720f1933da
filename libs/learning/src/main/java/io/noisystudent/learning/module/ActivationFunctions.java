package io.noisystudent.learning.module;

import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.global.torch;

/** Activations that have attributes. */
final class ActivationFunctions {
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
        Optional<Supplier<Scalar>> low = context.scalar("min", 1);
        Optional<Supplier<Scalar>> high = context.scalar("max", 2);
        if (low.isEmpty() && high.isEmpty()) {
            return Call.of(in -> in.get(0));
        }
        return Call.of(in -> in.get(0).clamp(bound(low), bound(high)));
    }

    private static ScalarOptional bound(Optional<Supplier<Scalar>> value) {
        return value.map(scalar -> new ScalarOptional(scalar.get())).orElseGet(ScalarOptional::new);
    }

    static Call softmax(OperatorContext context) {
        long axis = context.node().intAttribute("axis", -1);
        return Call.of(in -> in.get(0).softmax(axis));
    }
}
