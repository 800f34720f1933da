package io.noisystudent.networks.rewrite;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import java.nio.ShortBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes in floats of 32 bits what a file has in 16: weights keep their values, and what is computed from them is more
 * precise, not less.
 */
public final class SinglePrecision {
    private static final Set<ElementType> SHORT = Set.of(ElementType.FLOAT16, ElementType.BFLOAT16);

    private SinglePrecision() {}

    /** The same graph if nothing in it is of 16 bits. */
    public static Graph of(Graph graph) {
        Map<String, Tensor> initializers = new LinkedHashMap<>(graph.initializers());
        initializers.replaceAll((name, tensor) -> widened(tensor));
        return new Graph(
                graph.name(),
                graph.opset(),
                graph.nodes().stream().map(SinglePrecision::node).toList(),
                specs(graph.inputs()),
                specs(graph.outputs()),
                initializers,
                graph.metadata());
    }

    private static List<TensorSpec> specs(List<TensorSpec> specs) {
        return specs.stream()
                .map(spec -> SHORT.contains(spec.type())
                        ? new TensorSpec(spec.name(), ElementType.FLOAT, spec.shape())
                        : spec)
                .toList();
    }

    private static Node node(Node node) {
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.replaceAll((name, attribute) -> attribute(node, name, attribute));
        return new Node(node.name(), node.operator(), node.inputs(), node.outputs(), attributes);
    }

    private static Attribute attribute(Node node, String name, Attribute attribute) {
        if (attribute instanceof Attribute.TensorValue tensor) {
            return Attribute.of(widened(tensor.value()));
        }
        boolean isType =
                name.equals("dtype") || (name.equals("to") && node.operator().equals("Cast"));
        boolean isShort = attribute instanceof Attribute.IntValue type
                && SHORT.stream().anyMatch(known -> known.onnxCode() == type.value());
        return isType && isShort ? Attribute.of(ElementType.FLOAT.onnxCode()) : attribute;
    }

    private static Tensor widened(Tensor tensor) {
        if (!SHORT.contains(tensor.type())) {
            return tensor;
        }
        ShortBuffer bits = tensor.data().asShortBuffer();
        float[] values = new float[tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.type() == ElementType.BFLOAT16
                    ? Float.intBitsToFloat(bits.get(i) << 16)
                    : ofBinary16(bits.get(i));
        }
        return Tensor.ofFloats(tensor.dims(), values);
    }

    /** IEEE 754's binary16: a sign, 5 bits of exponent, 10 of mantissa. */
    private static float ofBinary16(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >> 10) & 0x1f;
        int mantissa = half & 0x3ff;
        if (exponent == 0) {
            return Math.copySign(mantissa * 0x1p-24f, Float.intBitsToFloat(sign | 0x3f800000));
        }
        int single = exponent == 0x1f ? 0xff : exponent + 112;
        return Float.intBitsToFloat(sign | (single << 23) | (mantissa << 13));
    }
}
