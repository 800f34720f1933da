package io.noisystudent.networks.validation;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import java.util.List;
import java.util.Set;

/** The layers that FixRes adapts: the last batch normalization and the classifier behind it. */
public final class AdaptedLayers {
    private static final Set<String> CLASSIFIERS = Set.of("Gemm", "MatMul", "Conv");

    private AdaptedLayers() {}

    /**
     * Refuses a network in which they cannot be found.
     *
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} that says which of the two is missing
     */
    public static void require(Graph graph) {
        List<Node> nodes = graph.nodes();
        int last = -1;
        for (int i = 0; i < nodes.size(); i++) {
            last = nodes.get(i).operator().equals("BatchNormalization") ? i : last;
        }
        if (last < 0) {
            throw refuse(
                    graph,
                    "has no batch normalization, so that its running statistics cannot be adapted to the served size: an"
                            + " exporter may have folded it into the convolutions; export it unfolded, or train all of it"
                            + " with a recipe of network: teacher");
        }
        boolean classifies = nodes.subList(last + 1, nodes.size()).stream()
                .anyMatch(node -> CLASSIFIERS.contains(node.operator())
                        && node.inputs().stream().anyMatch(graph.initializers()::containsKey));
        if (!classifies) {
            throw refuse(
                    graph,
                    "has no classifier behind its last batch normalization, "
                            + nodes.get(last).name()
                            + ": a Gemm, MatMul or Conv with weights; train all of it with a recipe of network: teacher");
        }
    }

    private static NoisyStudentException refuse(Graph graph, String why) {
        return new NoisyStudentException(
                ErrorCode.SIGNATURE_MISMATCH, graph.name(), "network " + graph.name() + " " + why);
    }
}
