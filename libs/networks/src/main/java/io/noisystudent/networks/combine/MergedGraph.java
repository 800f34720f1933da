package io.noisystudent.networks.combine;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.onnx.OnnxLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph in the making: several networks beside one another, which read the same images, and the nodes that combine what
 * they give.
 */
final class MergedGraph {
    private final String name;
    private final int opset;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> initializers = new LinkedHashMap<>();

    private MergedGraph(String name, int opset) {
        this.name = name;
        this.opset = opset;
    }

    /**
     * The members beside one another, in the newest operator set among them.
     *
     * @throws NoisyStudentException {@code MODEL_LIMITS} if they are too large together; {@code UNSUPPORTED_OPERATOR} if a
     *     node means something else in that operator set
     */
    static MergedGraph of(String name, List<EnsembleMember> members) {
        requireSize(name, members);
        int opset = members.stream()
                .mapToInt(member -> member.graph().opset())
                .max()
                .orElseThrow();
        MergedGraph merged = new MergedGraph(name, opset);
        members.forEach(merged::add);
        return merged;
    }

    private static void requireSize(String name, List<EnsembleMember> members) {
        OnnxLimits limits = OnnxLimits.DEFAULT;
        long bytes = members.stream()
                .flatMap(member -> member.graph().initializers().values().stream())
                .mapToLong(tensor -> (long) tensor.size() * tensor.type().bytes())
                .sum();
        long nodes = members.stream()
                .mapToLong(member -> member.graph().nodes().size())
                .sum();
        if (bytes > limits.fileBytes() || nodes > limits.nodes()) {
            throw new NoisyStudentException(
                    ErrorCode.MODEL_LIMITS,
                    name,
                    "the members have " + bytes + " bytes of weights and " + nodes
                            + " nodes together; one file may have "
                            + limits.fileBytes() + " bytes and " + limits.nodes()
                            + " nodes: name fewer versions, or smaller ones");
        }
    }

    private void add(EnsembleMember member) {
        Prefix prefix = new Prefix(member.name() + ".");
        new OperatorSets(member, opset).nodes().forEach(node -> nodes.add(prefix.of(node)));
        member.graph().initializers().forEach((value, tensor) -> initializers.put(prefix.of(value), tensor));
    }

    int opset() {
        return opset;
    }

    /** Adds a node that is named as its only output, which is returned. */
    String node(String operator, String output, List<String> inputs) {
        return node(operator, output, inputs, Map.of());
    }

    String node(String operator, String output, List<String> inputs, Map<String, Attribute> attributes) {
        nodes.add(new Node(output, operator, inputs, List.of(output), attributes));
        return output;
    }

    /** Adds a constant, whose name is returned. */
    String constant(String value, Tensor tensor) {
        return node("Constant", value, List.of(), Map.of("value", Attribute.of(tensor)));
    }

    /** Adds the softmax over classes. */
    String softmax(String output, String logits) {
        // Not -1: before operator set 11 axes are not counted from behind.
        return node("Softmax", output, List.of(logits), Map.of("axis", Attribute.of(1)));
    }

    /** The whole, once there are logits: softmax makes the probabilities of them. */
    Graph finish(ImageShape image, List<String> classes) {
        softmax(Signature.PROBABILITIES, Signature.LOGITS);
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(ModelMetadata.NETWORK, name);
        metadata.putAll(ModelMetadata.problem(image, classes));
        return new Graph(
                name,
                opset,
                nodes,
                List.of(Signature.input(image)),
                Signature.outputs(classes.size()),
                initializers,
                metadata);
    }

    /** Keeps the names of members apart; all of them read the same images. */
    private record Prefix(String text) {
        String of(String value) {
            return value.isEmpty() || value.equals(Signature.IMAGES) ? value : text + value;
        }

        Node of(Node node) {
            return new Node(
                    text + node.name(),
                    node.operator(),
                    node.inputs().stream().map(this::of).toList(),
                    node.outputs().stream().map(this::of).toList(),
                    node.attributes());
        }
    }
}
