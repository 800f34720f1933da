package io.noisystudent.networks.build;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.validation.ServedSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A network whose logit of one class is raised, or lowered, for all images. */
public final class LogitBias {
    private static final String PREFIX = "logit.bias.";

    private LogitBias() {}

    /**
     * The graph with the bias added before the softmax; its weights stay as they are.
     *
     * @param label of the class
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} if the network has no such class or is not one that is
     *     served
     */
    public static Graph added(Graph graph, int label, double bias) {
        int classes = ServedSignature.of(graph).classes();
        if (label < 0 || label >= classes) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    graph.name(),
                    "the bias is for class " + label + "; the network has the classes 0 to " + (classes - 1));
        }
        float[] values = new float[classes];
        values[label] = (float) bias;
        String before = unused(graph, PREFIX + "before");
        String constant = unused(graph, PREFIX + "constant");
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (!node.outputs().contains(Signature.LOGITS)) {
                nodes.add(node);
                continue;
            }
            List<String> outputs = node.outputs().stream()
                    .map(output -> output.equals(Signature.LOGITS) ? before : output)
                    .toList();
            nodes.add(new Node(node.name(), node.operator(), node.inputs(), outputs, node.attributes()));
            nodes.add(new Node(
                    constant,
                    "Constant",
                    List.of(),
                    List.of(constant),
                    Map.of("value", Attribute.of(Tensor.vector(values)))));
            nodes.add(new Node(
                    unused(graph, PREFIX + "added"),
                    "Add",
                    List.of(before, constant),
                    List.of(Signature.LOGITS),
                    Map.of()));
        }
        return new Graph(
                graph.name(),
                graph.opset(),
                nodes,
                graph.inputs(),
                graph.outputs(),
                graph.initializers(),
                graph.metadata());
    }

    private static String unused(Graph graph, String name) {
        String free = name;
        while (isUsed(graph, free)) {
            free += ".again";
        }
        return free;
    }

    private static boolean isUsed(Graph graph, String name) {
        return graph.initializers().containsKey(name)
                || graph.nodes().stream()
                        .anyMatch(node ->
                                node.name().equals(name) || node.outputs().contains(name));
    }
}
