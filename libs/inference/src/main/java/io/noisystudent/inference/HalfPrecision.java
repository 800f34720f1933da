package io.noisystudent.inference;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.validation.OnnxOperator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The same network with weights and activations of half precision (IEEE 754 binary16) between its uint8 images and its
 * float outputs; the softmax of the logits stays in single precision.
 */
final class HalfPrecision {
    /**
     * Operators that lose what half precision takes for 0 or for infinite, and those of which it was not checked whether ONNX
     * Runtime has them in half precision on each device.
     */
    private static final Set<String> SINGLE = Set.of("""
            Abs And CastLike Cos CumSum DepthToSpace Einsum Elu Greater GreaterOrEqual GroupNormalization Less LessOrEqual
            Log LogSoftmax Max Mean Min Mish Mod Not Or PRelu Range Reciprocal ReduceL2 ReduceMax ReduceMin Sin SpaceToDepth
            Sum Tile
            """.trim().split("\\s+"));

    private static final String RESIZE = "Resize";
    private static final String HALF = "/half";

    private final Graph graph;
    /** Values that an operator takes in single precision alone. */
    private final Set<String> single = new HashSet<>();

    private HalfPrecision(Graph graph) {
        this.graph = graph;
    }

    /**
     * Empty if it has an operator that the trainer does not know or that stays in single precision, or a number that is too
     * large for half precision.
     */
    static Optional<Graph> of(Graph graph) {
        return new HalfPrecision(graph).converted();
    }

    private Optional<Graph> converted() {
        for (Node node : graph.nodes()) {
            if (OnnxOperator.find(node.operator()).isEmpty()
                    || SINGLE.contains(node.operator())
                    || node.intAttribute("training_mode", 0) != 0
                    || node.attributes().containsKey("value_float")
                    || node.attributes().containsKey("value_floats")) {
                return Optional.empty();
            }
            if (node.operator().equals(RESIZE)) {
                single.addAll(node.inputs().subList(1, node.inputs().size()));
            }
        }
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> weight : graph.initializers().entrySet()) {
            Optional<Tensor> half =
                    single.contains(weight.getKey()) ? Optional.of(weight.getValue()) : half(weight.getValue());
            if (half.isEmpty()) {
                return Optional.empty();
            }
            weights.put(weight.getKey(), half.get());
        }
        return nodes().map(nodes -> new Graph(
                graph.name(), graph.opset(), nodes, graph.inputs(), graph.outputs(), weights, graph.metadata()));
    }

    private Optional<List<Node>> nodes() {
        Set<String> outputs = new HashSet<>();
        graph.outputs().stream()
                .filter(output -> output.type() == ElementType.FLOAT)
                .map(TensorSpec::name)
                .forEach(outputs::add);
        boolean isSoftmaxOfLogits = graph.nodes().stream().anyMatch(HalfPrecision::isSoftmaxOfLogits);
        if (isSoftmaxOfLogits) {
            outputs.remove(Signature.PROBABILITIES);
        }
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Optional<Map<String, Attribute>> attributes = attributes(node);
            if (attributes.isEmpty()) {
                return Optional.empty();
            }
            List<String> inputs = isSoftmaxOfLogits(node) ? node.inputs() : renamed(node.inputs(), outputs);
            nodes.add(
                    new Node(node.name(), node.operator(), inputs, renamed(node.outputs(), outputs), attributes.get()));
            for (String output : node.outputs()) {
                if (outputs.contains(output)) {
                    nodes.add(cast(output));
                }
            }
        }
        return Optional.of(nodes);
    }

    private static boolean isSoftmaxOfLogits(Node node) {
        return node.operator().equals("Softmax")
                && node.inputs().get(0).equals(Signature.LOGITS)
                && node.output().equals(Signature.PROBABILITIES);
    }

    private static List<String> renamed(List<String> values, Set<String> outputs) {
        return values.stream()
                .map(value -> outputs.contains(value) ? value + HALF : value)
                .toList();
    }

    /** From half precision to an output of the graph. */
    private static Node cast(String output) {
        return new Node(
                output + HALF + "/to-float",
                "Cast",
                List.of(output + HALF),
                List.of(output),
                Map.of("to", Attribute.of((long) ElementType.FLOAT.onnxCode())));
    }

    /** Empty if a constant is too large. */
    private Optional<Map<String, Attribute>> attributes(Node node) {
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        if (node.operator().equals("Cast") && node.intAttribute("to", 0) == ElementType.FLOAT.onnxCode()) {
            attributes.put("to", Attribute.of((long) ElementType.FLOAT16.onnxCode()));
        }
        boolean isConstant = node.operator().equals("Constant") && !single.contains(node.output());
        if (isConstant || node.operator().equals("ConstantOfShape")) {
            // A constant without a tensor is of integers; a shape is filled with zeros of single precision.
            Optional<Tensor> value = node.tensorAttribute("value")
                    .or(() -> isConstant ? Optional.empty() : Optional.of(Tensor.vector(0f)));
            if (value.isPresent()) {
                Optional<Tensor> half = half(value.get());
                if (half.isEmpty()) {
                    return Optional.empty();
                }
                attributes.put("value", Attribute.of(half.get()));
            }
        }
        return Optional.of(attributes);
    }

    /** The same numbers, rounded to the nearest; those of another type as they are. Empty if one becomes infinite. */
    private static Optional<Tensor> half(Tensor tensor) {
        if (tensor.type() != ElementType.FLOAT) {
            return Optional.of(tensor);
        }
        return Half.rounded(tensor);
    }
}
