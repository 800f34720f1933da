package io.noisystudent.networks.features;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import java.util.HashSet;
import java.util.Set;

/** The nodes of a graph that a value is computed from: those before the classifier, or before a place that is named. */
public final class Backbone {
    private final Set<String> nodes;

    private Backbone(Set<String> nodes) {
        this.nodes = nodes;
    }

    /**
     * All before the classifier.
     *
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} if the logits do not come from a matrix product with a
     *     weight
     */
    public static Backbone of(Graph graph, String logits) {
        ClassifierInput classifier = ClassifierInput.of(graph, logits)
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.SIGNATURE_MISMATCH,
                        graph.name(),
                        "the logits of network " + graph.name() + " do not come from a Gemm or MatMul with a weight, so"
                                + " that it has no backbone; give freeze: {until: VALUE} with the output of one of its"
                                + " nodes"));
        return graph.nodes().stream()
                .filter(node -> node.name().equals(classifier.node()))
                .findFirst()
                .map(node -> before(graph, node.inputs().get(classifier.input())))
                .orElseThrow();
    }

    /**
     * All that a value is computed from.
     *
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} if no node computes it
     */
    public static Backbone until(Graph graph, String value) {
        if (graph.index().producer(value).isEmpty()) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    "freeze",
                    "freeze: no node of network " + graph.name() + " computes '" + value + "'; give the output of one,"
                            + " such as `./noisy-student networks NAME --tensors` lists them");
        }
        return before(graph, value);
    }

    private static Backbone before(Graph graph, String value) {
        Set<String> wanted = new HashSet<>(Set.of(value));
        Set<String> found = new HashSet<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            if (node.outputs().stream().anyMatch(wanted::contains)) {
                found.add(node.name());
                wanted.addAll(node.inputs());
            }
        }
        return new Backbone(found);
    }

    public boolean contains(Node node) {
        return nodes.contains(node.name());
    }
}
