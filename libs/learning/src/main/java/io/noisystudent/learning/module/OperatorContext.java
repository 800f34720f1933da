package io.noisystudent.learning.module;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What an operator knows of a node when it is compiled.
 *
 * @param constants initializers and outputs of {@code Constant} nodes by name
 * @param compute where the values are computed
 * @param real what FLOAT means: float32, or float64 where gradients are checked
 */
record OperatorContext(Node node, int opset, Map<String, Tensor> constants, ScalarType real, Compute compute) {

    Optional<Tensor> constant(int position) {
        return node.input(position).map(constants::get);
    }

    /** The integers of an input: read now if it is a constant, else in every pass. */
    Function<Operands, long[]> longs(int position) {
        Optional<long[]> known = constant(position).map(Tensor::longs);
        return known.isPresent() ? in -> known.get() : in -> HostMemory.longs(in.get(position));
    }

    /** The integers of an attribute in older operator sets, of an input in newer ones. */
    Function<Operands, long[]> longs(String attribute, int position) {
        if (node.attributes().containsKey(attribute)) {
            long[] values = node.intsAttribute(attribute);
            return in -> values;
        }
        return longs(position);
    }

    /** Whether the node has an optional output. */
    boolean gives(int position) {
        return position < node.outputs().size() && !node.outputs().get(position).isEmpty();
    }

    boolean given(String attribute, int position) {
        return node.attributes().containsKey(attribute) || node.input(position).isPresent();
    }

    /**
     * A number that older operator sets have as attribute, newer ones as constant input; empty if neither is given, or if
     * it is known in each pass only. It is made in each pass, because it is native memory.
     */
    Optional<Supplier<Scalar>> scalar(String attribute, int position) {
        if (node.attributes().containsKey(attribute)) {
            double value = node.floatAttribute(attribute, 0);
            return Optional.of(() -> new Scalar(value));
        }
        return constant(position).filter(tensor -> tensor.size() == 1).flatMap(OperatorContext::scalar);
    }

    private static Optional<Supplier<Scalar>> scalar(Tensor value) {
        return switch (value.type()) {
            case FLOAT -> {
                double number = value.floats()[0];
                yield Optional.of(() -> new Scalar(number));
            }
            case INT32, INT64 -> {
                long number = value.longs()[0];
                yield Optional.of(() -> new Scalar(number));
            }
            default -> Optional.empty();
        };
    }

    /** What libtorch has against the operands of a pass. */
    NoisyStudentException refused(RuntimeException by) {
        String said = String.valueOf(by.getMessage());
        return new NoisyStudentException(
                ErrorCode.UNSUPPORTED_OPERATOR,
                node.name(),
                describe() + " cannot be run by the trainer with attributes "
                        + node.attributes().keySet() + ": "
                        + said.lines().findFirst().orElse(said),
                by);
    }

    private String describe() {
        return "node " + node.name() + " (" + node.operator() + ")";
    }

    NoisyStudentException unsupported(String why) {
        return new NoisyStudentException(
                ErrorCode.UNSUPPORTED_OPERATOR, node.name(), describe() + " cannot be trained: " + why);
    }
}
