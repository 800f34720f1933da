package io.noisystudent.networks.rewrite;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.validation.GraphCheck;
import io.noisystudent.networks.validation.OnnxOperator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A graph of operator set 7 to 12, or of one that is newer than what is trained, in a set that is trained.
 *
 * <p>What changed for the operators that are trained, by ONNX's {@code docs/Changelog.md}: numbers that were attributes became
 * inputs ({@code Dropout} 12, {@code Clip} and {@code Pad} 11, {@code Slice} 10; {@code ReduceSum}, {@code Split},
 * {@code Squeeze} and {@code Unsqueeze} 13), {@code Upsample} became {@code Resize} 10, whose pixels were counted otherwise
 * before 11, {@code Softmax} ran over all axes from the given one on before 13, and {@code BatchNormalization} had
 * {@code spatial} before 9. All others got types. From 24 to 26 they got types, and {@code Cast} an attribute for 8 bits.
 */
public final class RaisedOperatorSet {
    private static final Set<String> SOFTMAX = Set.of("Softmax", "LogSoftmax", "Hardmax");
    private static final Set<String> AXES_BECAME_INPUT_13 = Set.of("ReduceSum", "Squeeze", "Unsqueeze");

    private final Graph graph;
    private final UnusedNames names;
    private final List<Node> nodes = new ArrayList<>();

    private RaisedOperatorSet(Graph graph) {
        this.graph = graph;
        this.names = new UnusedNames(graph);
    }

    /**
     * The same graph if its set is trained.
     *
     * @throws NoisyStudentException {@code UNSUPPORTED_OPERATOR} with the first node whose meaning in a set that is trained is
     *     not known, and the tool that converts
     */
    public static Graph of(Graph graph) {
        if (graph.opset() < GraphCheck.MIN_TRAINED_OPSET) {
            return new RaisedOperatorSet(graph).to(GraphCheck.MIN_TRAINED_OPSET);
        }
        return graph.opset() > GraphCheck.MAX_TRAINED_OPSET
                ? new RaisedOperatorSet(graph).to(GraphCheck.MAX_TRAINED_OPSET)
                : graph;
    }

    private Graph to(int set) {
        for (Node node : graph.nodes()) {
            if (set == GraphCheck.MIN_TRAINED_OPSET) {
                raise(node);
            } else {
                lower(node);
            }
        }
        return new Graph(
                graph.name(), set, nodes, graph.inputs(), graph.outputs(), graph.initializers(), graph.metadata());
    }

    private void lower(Node node) {
        requireKnown(node);
        nodes.add(node.operator().equals("Cast") ? without(node, node.inputs(), "round_mode") : node);
    }

    private void raise(Node node) {
        int set = graph.opset();
        switch (node.operator()) {
            case "BatchNormalization" -> batchNormalization(node);
            case "Dropout" -> dropout(node);
            case "Clip" -> inputs(node, set < 11, "min", "max");
            case "Pad" -> inputs(node, set < 11, "pads", "value");
            case "Slice" -> inputs(node, set < 10, "starts", "ends", "axes");
            case "Split" -> inputs(node, true, "split");
            case "Resize", "Upsample" -> resize(node);
            default -> {
                if (AXES_BECAME_INPUT_13.contains(node.operator())) {
                    inputs(node, true, "axes");
                } else if (SOFTMAX.contains(node.operator()) && node.intAttribute("axis", 1) != -1) {
                    flattenedSoftmax(node);
                } else {
                    requireKnown(node);
                    nodes.add(node);
                }
            }
        }
    }

    private void requireKnown(Node node) {
        if (OnnxOperator.find(node.operator()).isEmpty() && !SOFTMAX.contains(node.operator())) {
            throw refuse(node, "is not an operator that the trainer knows");
        }
    }

    private void batchNormalization(Node node) {
        if (node.intAttribute("spatial", 1) == 0) {
            throw refuse(node, "has statistics for each pixel (spatial=0)");
        }
        Node raised = without(node, node.inputs(), "spatial");
        nodes.add(new Node(
                raised.name(), raised.operator(), raised.inputs(), List.of(node.output()), raised.attributes()));
    }

    private void dropout(Node node) {
        List<String> inputs = new ArrayList<>(node.inputs());
        if (inputs.size() == 1 && node.attributes().containsKey("ratio")) {
            inputs.add(constant(node, "ratio", Tensor.scalar(node.floatAttribute("ratio", 0))));
        }
        nodes.add(without(node, inputs, "ratio"));
    }

    /** Attributes that became inputs behind the first; those behind the last that is given stay away. */
    private void inputs(Node node, boolean wereAttributes, String... attributes) {
        if (!wereAttributes) {
            nodes.add(node);
            return;
        }
        List<String> inputs = new ArrayList<>(List.of(node.inputs().get(0)));
        for (String attribute : attributes) {
            Attribute value = node.attributes().get(attribute);
            inputs.add(value == null ? "" : constant(node, attribute, tensor(node, value)));
        }
        while (inputs.get(inputs.size() - 1).isEmpty()) {
            inputs.remove(inputs.size() - 1);
        }
        nodes.add(without(node, inputs, attributes));
    }

    private Tensor tensor(Node node, Attribute value) {
        if (value instanceof Attribute.FloatValue number) {
            return Tensor.scalar(number.value());
        }
        if (value instanceof Attribute.IntsValue numbers) {
            return Tensor.vector(
                    numbers.values().stream().mapToLong(Long::longValue).toArray());
        }
        if (value instanceof Attribute.FloatsValue numbers) {
            float[] values = new float[numbers.values().size()];
            IntStream.range(0, values.length)
                    .forEach(i -> values[i] = numbers.values().get(i));
            return Tensor.vector(values);
        }
        throw refuse(node, "has attributes of another type than ONNX has");
    }

    /** Before set 11 a pixel stood where its index times the scale is, rounded down. */
    private void resize(Node node) {
        if (node.operator().equals("Resize") && graph.opset() >= 11) {
            nodes.add(node);
            return;
        }
        Attribute scales = node.attributes().get("scales");
        String by = scales == null ? node.inputs().get(1) : constant(node, "scales", tensor(node, scales));
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("coordinate_transformation_mode", Attribute.of("asymmetric"));
        attributes.put("mode", Attribute.of(node.stringAttribute("mode", "nearest")));
        attributes.put("nearest_mode", Attribute.of("floor"));
        nodes.add(new Node(node.name(), "Resize", List.of(node.inputs().get(0), "", by), node.outputs(), attributes));
    }

    /** Over all axes from the given one on, as one. */
    private void flattenedSoftmax(Node node) {
        String x = node.inputs().get(0);
        String shape = add(node, "Shape", "shape", List.of(x), Map.of());
        Attribute axis = Attribute.of(node.intAttribute("axis", 1));
        String flat = add(node, "Flatten", "flat", List.of(x), Map.of("axis", axis));
        String softmax = add(node, node.operator(), "softmax", List.of(flat), Map.of("axis", Attribute.of(-1)));
        nodes.add(new Node(node.name(), "Reshape", List.of(softmax, shape), node.outputs(), Map.of()));
    }

    private String add(Node of, String operator, String wish, List<String> inputs, Map<String, Attribute> attributes) {
        String name = names.like(of.name() + "." + wish);
        nodes.add(new Node(name, operator, inputs, List.of(name), attributes));
        return name;
    }

    private String constant(Node of, String what, Tensor value) {
        return add(of, "Constant", what, List.of(), Map.of("value", Attribute.of(value)));
    }

    private static Node without(Node node, List<String> inputs, String... attributes) {
        Map<String, Attribute> rest = new LinkedHashMap<>(node.attributes());
        List.of(attributes).forEach(rest::remove);
        return new Node(node.name(), node.operator(), inputs, node.outputs(), rest);
    }

    private NoisyStudentException refuse(Node node, String why) {
        return new NoisyStudentException(
                ErrorCode.UNSUPPORTED_OPERATOR,
                node.name(),
                "node " + node.name() + " (" + node.operator() + ") of operator set " + graph.opset() + " " + why
                        + "; to train the network, export it with a set from " + GraphCheck.MIN_TRAINED_OPSET + " to "
                        + GraphCheck.MAX_TRAINED_OPSET
                        + ", or convert the file with onnx.version_converter.convert_version of Python's onnx");
    }
}
