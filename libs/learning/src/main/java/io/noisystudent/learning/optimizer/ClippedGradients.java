package io.noisystudent.learning.optimizer;

import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.FusedOperator;
import io.noisystudent.learning.torch.NativeScope;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * An optimizer that sees no gradient longer than a bound: the gradients of all parameters, as one vector, are scaled to
 * that Euclidean norm if they are longer (Pascanu, Mikolov, Bengio 2013).
 *
 * <p>{@code g *= min(1, bound / (norm + 1e-6))}, before weight decay, as PyTorch has it.
 */
final class ClippedGradients implements Optimizer {
    private static final double EPSILON = 1e-6;

    private final FusedOperator norm = FusedOperator.named("aten::_foreach_norm", "Scalar");
    private final FusedOperator multiply = FusedOperator.named("aten::_foreach_mul_", "Tensor");
    private final Compute compute;
    private final Optimizer optimizer;
    private final List<Parameter> parameters;
    private final double bound;

    ClippedGradients(Compute compute, Optimizer optimizer, List<Parameter> parameters, double bound) {
        this.compute = compute;
        this.optimizer = optimizer;
        this.parameters = List.copyOf(parameters);
        this.bound = bound;
    }

    @Override
    public void step(double learningRate) {
        NativeScope.runWithoutGradients(this::clip);
        optimizer.step(learningRate);
    }

    @Override
    public Map<String, Tensor> state() {
        return optimizer.state();
    }

    /** The norm stays a tensor, so that the processor of the gradients need not wait for this one. */
    private void clip() {
        List<Tensor> gradients = parameters.stream()
                .map(Parameter::gradient)
                .filter(Tensor::defined)
                .toList();
        if (gradients.isEmpty()) {
            return;
        }
        List<Tensor> norms = norm.results(List.of(gradients), new IValue(new Scalar(2)), new IValue());
        Tensor squares = compute.zerosLike(norms.get(0));
        for (Tensor length : norms) {
            squares.add_(length.square());
        }
        Tensor factor = squares.sqrt_().add_(new Scalar(EPSILON)).reciprocal_().mul_(new Scalar(bound));
        factor.clamp_max_(new Scalar(1.0));
        multiply.call(List.of(gradients), new IValue(factor));
    }

    @Override
    public void close() {
        optimizer.close();
    }
}
