package io.noisystudent.learning.optimizer;

import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private final List<Parameter> parameters;
    private final List<Tensor> meanSquares = new ArrayList<>();
    private final List<Tensor> velocities = new ArrayList<>();
    private final double momentum;
    private final double weightDecay;

    public RmsProp(Compute compute, List<Parameter> parameters, double momentum, double weightDecay) {
        this.parameters = List.copyOf(parameters);
        this.momentum = momentum;
        this.weightDecay = weightDecay;
        for (Parameter parameter : parameters) {
            meanSquares.add(NativeScope.keep(compute.onesLike(parameter.value())));
            velocities.add(NativeScope.keep(compute.zerosLike(parameter.value())));
        }
    }

    @Override
    public void step(int t, double learningRate) {
        NativeScope.runWithoutGradients(() -> {
            Scalar rate = new Scalar(learningRate);
            for (int i = 0; i < velocities.size(); i++) {
                Parameter parameter = parameters.get(i);
                Tensor gradient = parameter.gradient();
                if (!gradient.defined()) {
                    continue;
                }
                if (parameter.decays() && weightDecay != 0) {
                    gradient.add_(parameter.value(), new Scalar(weightDecay));
                }
                Tensor meanSquare =
                        meanSquares.get(i).mul_(new Scalar(DECAY)).addcmul_(gradient, gradient, new Scalar(1 - DECAY));
                Tensor root = meanSquare.add(new Scalar(EPSILON)).sqrt_();
                Tensor velocity = velocities.get(i).mul_(new Scalar(momentum)).addcdiv_(gradient, root, rate);
                parameter.value().sub_(velocity);
                parameter.clearGradient();
            }
        });
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
