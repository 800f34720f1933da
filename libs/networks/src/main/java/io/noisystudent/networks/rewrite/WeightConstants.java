package io.noisystudent.networks.rewrite;

import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes initializers of weights that a file has as {@code Constant} nodes, as Paddle writes them, so that they are trained.
 *
 * <p>Where the weights of layers are initializers already, the constants of the file are none, and stay as they are.
 */
public final class WeightConstants {
    private static final Set<String> WEIGHTED = Set.of("Conv", "Gemm", "MatMul", "BatchNormalization");

    private WeightConstants() {}

    /** The same graph if no layer has a weight that is a {@code Constant} node. */
    public static Graph of(Graph graph) {
        Map<String, Tensor> constants = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            weight(node).ifPresent(tensor -> constants.put(node.output(), tensor));
        }
        boolean areWeights = graph.nodes().stream()
                .filter(node -> WEIGHTED.contains(node.operator()))
                .anyMatch(node -> node.inputs().stream().skip(1).anyMatch(constants::containsKey));
        if (!areWeights) {
            return graph;
        }
        List<Node> nodes = graph.nodes().stream()
                .filter(node -> !constants.containsKey(node.output()))
                .toList();
        Map<String, Tensor> initializers = new LinkedHashMap<>(graph.initializers());
        initializers.putAll(constants);
        return new Graph(
                graph.name(), graph.opset(), nodes, graph.inputs(), graph.outputs(), initializers, graph.metadata());
    }

    /** Single numbers belong to formulas. */
    private static Optional<Tensor> weight(Node node) {
        return node.operator().equals("Constant")
                ? node.tensorAttribute("value").filter(value -> value.type() == ElementType.FLOAT && value.size() > 1)
                : Optional.empty();
    }
}
