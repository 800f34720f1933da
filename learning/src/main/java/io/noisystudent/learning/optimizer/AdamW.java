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
 * Adam with weight decay that is not part of the gradient (Kingma and Ba 2015; Loshchilov and Hutter 2019).
 *
 * <p>{@code p -= lr * wd * p; m += (1 - b1) * (g - m); v = b2 * v + (1 - b2) * g * g;
 * p -= lr * m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + 1e-8)}.
 */
public final class AdamW implements Optimizer {
    private static final double SECOND_MOMENT = 0.999;
    private static final double EPSILON = 1e-8;

    private final List<Parameter> parameters;
    private final List<Tensor> means = new ArrayList<>();
    private final List<Tensor> squares = new ArrayList<>();
    private final double firstMoment;
    private final double weightDecay;

    /** @param firstMoment memory of the mean of the gradients */
    public AdamW(List<Parameter> parameters, double firstMoment, double weightDecay) {
        this.parameters = List.copyOf(parameters);
        this.firstMoment = firstMoment;
        this.weightDecay = weightDecay;
        for (Parameter parameter : parameters) {
            means.add(NativeScope.keep(torch.zeros_like(parameter.value())));
            squares.add(NativeScope.keep(torch.zeros_like(parameter.value())));
        }
    }

    @Override
    public void step(int t, double learningRate) {
        int steps = t + 1;
        NativeScope.runWithoutGradients(() -> {
            Scalar shrink = new Scalar(1 - learningRate * weightDecay);
            Scalar distance = new Scalar(-learningRate / (1 - Math.pow(firstMoment, steps)));
            Scalar correction = new Scalar(Math.sqrt(1 - Math.pow(SECOND_MOMENT, steps)));
            for (int i = 0; i < means.size(); i++) {
                Parameter parameter = parameters.get(i);
                Tensor gradient = parameter.value().mutable_grad();
                if (!gradient.defined()) {
                    continue;
                }
                if (parameter.decays() && weightDecay != 0) {
                    parameter.value().mul_(shrink);
                }
                Tensor mean = means.get(i).lerp_(gradient, new Scalar(1 - firstMoment));
                Tensor square = squares.get(i)
                        .mul_(new Scalar(SECOND_MOMENT))
                        .addcmul_(gradient, gradient, new Scalar(1 - SECOND_MOMENT));
                Tensor deviation = square.sqrt().div_(correction).add_(new Scalar(EPSILON));
                parameter.value().addcdiv_(mean, deviation, distance);
                gradient.zero_();
            }
        });
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            state.put("mean/" + parameters.get(i).name(), means.get(i));
            state.put("square/" + parameters.get(i).name(), squares.get(i));
        }
        return state;
    }

    @Override
    public void close() {
        means.forEach(Tensor::close);
        squares.forEach(Tensor::close);
    }
}
