package io.noisystudent.learning.optimizer;

import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.torch.NativeScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Stochastic gradient descent with Nesterov momentum and weight decay that spares biases and normalisation.
 *
 * <p>{@code g += wd * p; b = m * b + g; p -= lr * (g + m * b)} (Sutskever et al. 2013, in the form of PyTorch).
 */
public final class Sgd implements Optimizer {
    private final List<Parameter> parameters;
    private final List<Tensor> velocities = new ArrayList<>();
    private final double momentum;
    private final double weightDecay;

    public Sgd(List<Parameter> parameters, double momentum, double weightDecay) {
        this.parameters = List.copyOf(parameters);
        this.momentum = momentum;
        this.weightDecay = weightDecay;
        for (Parameter parameter : parameters) {
            velocities.add(NativeScope.keep(torch.zeros_like(parameter.value())));
        }
    }

    @Override
    public void step(int t, double learningRate) {
        NativeScope.runWithoutGradients(() -> {
            Scalar decay = new Scalar(weightDecay);
            Scalar inertia = new Scalar(momentum);
            Scalar distance = new Scalar(-learningRate);
            for (int i = 0; i < velocities.size(); i++) {
                Parameter parameter = parameters.get(i);
                Tensor gradient = parameter.value().mutable_grad();
                if (!gradient.defined()) {
                    continue;
                }
                if (parameter.decays() && weightDecay != 0) {
                    gradient.add_(parameter.value(), decay);
                }
                Tensor velocity = velocities.get(i);
                velocity.mul_(inertia).add_(gradient);
                gradient.add_(velocity, inertia);
                parameter.value().add_(gradient, distance);
                gradient.zero_();
            }
        });
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            state.put("velocity/" + parameters.get(i).name(), velocities.get(i));
        }
        return state;
    }

    @Override
    public void close() {
        velocities.forEach(Tensor::close);
    }
}
