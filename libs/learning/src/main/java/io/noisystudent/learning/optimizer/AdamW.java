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
 * Adam with weight decay that is not part of the gradient (Kingma and Ba 2015; Loshchilov and Hutter 2019).
 *
 * <p>{@code p -= lr * wd * p; m += (1 - b1) * (g - m); v = b2 * v + (1 - b2) * g * g;
 * p -= lr * m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + 1e-8)}, where t counts the steps that have moved the parameter: one
 * that a loss reaches late begins with a step as long as the others'.
 */
public final class AdamW implements Optimizer {
    private static final double SECOND_MOMENT = 0.999;
    private static final double EPSILON = 1e-8;

    private static final long[] ONE = {1};

    private final FusedOperator update = FusedOperator.named("aten::_fused_adamw_");
    private final FusedOperator add = FusedOperator.named("aten::_foreach_add_", "Scalar");
    private final List<Parameter> parameters;
    private final List<Tensor> means = new ArrayList<>();
    private final List<Tensor> squares = new ArrayList<>();
    private final List<Tensor> counts = new ArrayList<>();
    private final double firstMoment;
    private final List<ParameterGroup> groups;

    /** @param firstMoment memory of the mean of the gradients */
    public AdamW(Compute compute, List<Parameter> parameters, double firstMoment, double weightDecay) {
        this.parameters = List.copyOf(parameters);
        this.firstMoment = firstMoment;
        try (CloseOnFailure made = new CloseOnFailure()) {
            for (Parameter parameter : parameters) {
                means.add(made.add(NativeScope.keep(compute.zerosLike(parameter.value())), Tensor::close));
                squares.add(made.add(NativeScope.keep(compute.zerosLike(parameter.value())), Tensor::close));
                counts.add(made.add(NativeScope.keep(count(parameter, compute)), Tensor::close));
            }
            made.finish();
        }
        groups = ParameterGroup.of(parameters, List.of(means, squares, counts), weightDecay);
    }

    private static Tensor count(Parameter parameter, Compute compute) {
        return compute.full(parameter.value().scalar_type().intern(), 0, ONE);
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
        List<Tensor> steps = lists.remove(lists.size() - 1);
        add.call(List.of(steps), new IValue(new Scalar(1)));
        lists.add(List.of()); // largest squares, which is another algorithm
        lists.add(steps);
        update.call(
                lists,
                new IValue(learningRate),
                new IValue(firstMoment),
                new IValue(SECOND_MOMENT),
                new IValue(group.weightDecay()),
                new IValue(EPSILON),
                new IValue(false), // the largest squares again
                new IValue(false), // downwards
                new IValue(), // no scale of the gradients
                new IValue()); // nor a mark that they overflowed
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            state.put("mean/" + parameters.get(i).name(), means.get(i));
            state.put("square/" + parameters.get(i).name(), squares.get(i));
            state.put("count/" + parameters.get(i).name(), counts.get(i));
        }
        return state;
    }

    @Override
    public void close() {
        means.forEach(Tensor::close);
        squares.forEach(Tensor::close);
        counts.forEach(Tensor::close);
    }
}
