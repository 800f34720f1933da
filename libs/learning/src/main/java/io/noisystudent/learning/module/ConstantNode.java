package io.noisystudent.learning.module;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.Map;

/** The value of a {@code Constant} node, in whichever attribute it is. */
final class ConstantNode {
    private ConstantNode() {}

    static Tensor value(Node node) {
        for (Map.Entry<String, Attribute> attribute : node.attributes().entrySet()) {
            Attribute value = attribute.getValue();
            if (value instanceof Attribute.TensorValue tensor) {
                return tensor.value();
            } else if (value instanceof Attribute.FloatValue number) {
                return Tensor.scalar(number.value());
            } else if (value instanceof Attribute.IntValue number) {
                return Tensor.scalar(number.value());
            } else if (value instanceof Attribute.IntsValue) {
                return Tensor.vector(node.intsAttribute(attribute.getKey()));
            } else if (value instanceof Attribute.FloatsValue numbers) {
                float[] values = new float[numbers.values().size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = numbers.values().get(i);
                }
                return Tensor.vector(values);
            }
        }
        throw new NoisyStudentException(
                ErrorCode.UNSUPPORTED_OPERATOR,
                node.name(),
                "node " + node.name() + " (Constant) has no tensor and no numbers but "
                        + node.attributes().keySet());
    }
}
