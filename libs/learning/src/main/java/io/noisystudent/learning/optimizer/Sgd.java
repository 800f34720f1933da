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
import org.bytedeco.pytorch.Tensor;

/**
 * Stochastic gradient descent with Nesterov momentum and weight decay that spares biases and normalization.
 *
 * <p>{@code g += wd * p; b = m * b + g; p -= lr * (g + m * b)} (Sutskever et al. 2013, in the form of PyTorch).
 */
public final class Sgd implements Optimizer {
    private static final double DAMPENING = 0;

    private final FusedOperator update = FusedOperator.named("aten::_fused_sgd_");
    private final List<Parameter> parameters;
    /** None without momentum. */
    private final List<Tensor> velocities = new ArrayList<>();

    private final List<ParameterGroup> groups;
    private final double momentum;

    public Sgd(Compute compute, List<Parameter> parameters, double momentum, double weightDecay) {
        this.parameters = List.copyOf(parameters);
        this.momentum = momentum;
        try (CloseOnFailure made = new CloseOnFailure()) {
            for (Parameter parameter : momentum > 0 ? parameters : List.<Parameter>of()) {
                velocities.add(made.add(NativeScope.keep(compute.zerosLike(parameter.value())), Tensor::close));
            }
            made.finish();
        }
        groups = ParameterGroup.of(parameters, momentum > 0 ? List.of(velocities) : List.of(), weightDecay);
    }

    @Override
    public void step(double learningRate) {
        NativeScope.runWithoutGradients(() -> {
            groups.forEach(group -> step(group, learningRate * group.rateFactor()));
            parameters.forEach(Parameter::clearGradient);
        });
    }

    private void step(ParameterGroup group, double learningRate) {
        List<List<Tensor>> lists = group.reached();
        if (momentum == 0) {
            lists.add(List.of());
        }
        update.call(
                lists,
                new IValue(group.weightDecay()),
                new IValue(momentum),
                new IValue(learningRate),
                new IValue(DAMPENING),
                new IValue(momentum > 0), // Nesterov
                new IValue(false), // downwards
                new IValue(false), // velocities begin at zero, which is right for the first step too
                new IValue(), // no scale of the gradients
                new IValue()); // nor a mark that they overflowed
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (int i = 0; i < velocities.size(); i++) {
            state.put("velocity/" + parameters.get(i).name(), velocities.get(i));
        }
        return state;
    }

    @Override
    public void close() {
        velocities.forEach(Tensor::close);
    }
}
