package io.noisystudent.learning.module;

import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.TensorOptional;
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
        boolean computed = (context.given("min", 1) && low.isEmpty()) || (context.given("max", 2) && high.isEmpty());
        if (computed) {
            return Call.of(in -> torch.clamp(in.get(0), bound(in, 1), bound(in, 2)));
        }
        if (low.isEmpty() && high.isEmpty()) {
            return Call.of(in -> in.get(0));
        }
        return Call.of(in -> in.get(0).clamp(bound(low), bound(high)));
    }

    private static ScalarOptional bound(Optional<Supplier<Scalar>> value) {
        return value.map(scalar -> new ScalarOptional(scalar.get())).orElseGet(ScalarOptional::new);
    }

    private static TensorOptional bound(Operands in, int position) {
        return in.has(position) ? new TensorOptional(in.get(position).reshape()) : new TensorOptional();
    }

    static Call elu(OperatorContext context) {
        double scale = context.node().floatAttribute("alpha", 1);
        return Call.of(in -> torch.elu(in.get(0), new Scalar(scale), new Scalar(1.0), new Scalar(1.0)));
    }

    /** With a slope that may be of any shape which spreads over the values. */
    static Call parametricRelu(OperatorContext context) {
        return Call.of(in -> torch.where(in.get(0).lt(new Scalar(0)), in.get(0).mul(in.get(1)), in.get(0)));
    }

    static Call logSoftmax(OperatorContext context) {
        long axis = context.node().intAttribute("axis", -1);
        return Call.of(in -> torch.log_softmax(in.get(0), axis));
    }

    static Call softmax(OperatorContext context) {
        long axis = context.node().intAttribute("axis", -1);
        return Call.of(in -> in.get(0).softmax(axis));
    }
}
