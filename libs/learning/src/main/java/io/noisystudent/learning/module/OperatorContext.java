package io.noisystudent.learning.module;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
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

    boolean given(String attribute, int position) {
        return node.attributes().containsKey(attribute) || node.input(position).isPresent();
    }

    /** A number that older operator sets have as attribute, newer ones as constant input; empty if neither is given. */
    OptionalDouble number(String attribute, int position) {
        if (node.attributes().containsKey(attribute)) {
            return OptionalDouble.of(node.floatAttribute(attribute, 0));
        }
        if (node.input(position).isEmpty()) {
            return OptionalDouble.empty();
        }
        Tensor value = constant(position).orElseThrow(() -> unsupported("input " + position + " is not a constant"));
        return OptionalDouble.of(value.floats()[0]);
    }

    NoisyStudentException unsupported(String why) {
        return new NoisyStudentException(
                ErrorCode.UNSUPPORTED_OPERATOR,
                node.name(),
                "node " + node.name() + " (" + node.operator() + ") cannot be trained: " + why);
    }
}
