package io.noisystudent.learning.optimizer;

import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.torch.CloseOnFailure;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.FusedOperator;
import io.noisystudent.learning.torch.NativeScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * RMSProp with momentum as TensorFlow 1 has it, with which EfficientNet and Noisy Student were trained.
 *
 * <p>{@code g += wd * p; ms = 0.9 * ms + 0.1 * g * g; b = m * b + lr * g / sqrt(ms + 0.001); p -= b}. Unlike PyTorch's,
 * the mean square begins at 1, epsilon is inside the root, and the rate is inside the momentum.
 */
public final class RmsProp implements Optimizer {
    private static final double DECAY = 0.9;
    private static final double EPSILON = 0.001;

    private final FusedOperator addMultiples = FusedOperator.named("aten::_foreach_add_", "List");
    private final FusedOperator add = FusedOperator.named("aten::_foreach_add", "Scalar");
    private final FusedOperator root = FusedOperator.named("aten::_foreach_sqrt_");
    private final FusedOperator multiply = FusedOperator.named("aten::_foreach_mul_", "Scalar");
    private final FusedOperator addProducts = FusedOperator.named("aten::_foreach_addcmul_", "Scalar");
    private final FusedOperator addQuotients = FusedOperator.named("aten::_foreach_addcdiv_", "Scalar");
    private final FusedOperator subtract = FusedOperator.named("aten::_foreach_sub_", "List");

    private final List<Parameter> parameters;
    private final List<Tensor> meanSquares = new ArrayList<>();
    private final List<Tensor> velocities = new ArrayList<>();
    private final List<ParameterGroup> groups;
    private final double momentum;

    public RmsProp(Compute compute, List<Parameter> parameters, double momentum, double weightDecay) {
        this.parameters = List.copyOf(parameters);
        this.momentum = momentum;
        try (CloseOnFailure made = new CloseOnFailure()) {
            for (Parameter parameter : parameters) {
                meanSquares.add(made.add(NativeScope.keep(compute.onesLike(parameter.value())), Tensor::close));
                velocities.add(made.add(NativeScope.keep(compute.zerosLike(parameter.value())), Tensor::close));
            }
            made.finish();
        }
        groups = ParameterGroup.of(parameters, List.of(meanSquares, velocities), weightDecay);
    }

    @Override
    public void step(double learningRate) {
        NativeScope.runWithoutGradients(() -> {
            groups.forEach(group -> step(group, learningRate * group.rateFactor()));
            parameters.forEach(Parameter::clearGradient);
        });
    }

    private void step(ParameterGroup group, double learningRate) {
        List<List<Tensor>> reached = group.reached();
        List<Tensor> values = reached.get(0);
        List<Tensor> gradients = reached.get(1);
        List<Tensor> squares = reached.get(2);
        List<Tensor> moving = reached.get(3);
        if (group.weightDecay() != 0) {
            addMultiples.call(List.of(gradients, values), number(group.weightDecay()));
        }
        multiply.call(List.of(squares), number(DECAY));
        addProducts.call(List.of(squares, gradients, gradients), number(1 - DECAY));
        List<Tensor> roots = add.results(List.of(squares), number(EPSILON));
        root.call(List.of(roots));
        multiply.call(List.of(moving), number(momentum));
        addQuotients.call(List.of(moving, gradients, roots), number(learningRate));
        subtract.call(List.of(values, moving), number(1));
    }

    private static IValue number(double value) {
        return new IValue(new Scalar(value));
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            state.put("mean-square/" + parameters.get(i).name(), meanSquares.get(i));
            state.put("velocity/" + parameters.get(i).name(), velocities.get(i));
        }
        return state;
    }

    @Override
    public void close() {
        meanSquares.forEach(Tensor::close);
        velocities.forEach(Tensor::close);
    }
}
