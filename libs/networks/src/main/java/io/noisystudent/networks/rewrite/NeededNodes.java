package io.noisystudent.networks.rewrite;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Leaves out what no output needs: nodes behind the chosen output, heads for other tasks, unused weights. */
public final class NeededNodes {
    private NeededNodes() {}

    /** The graph with its own outputs, and what they need. */
    public static Graph of(Graph graph) {
        return of(graph, graph.outputs());
    }

    /** The graph with other outputs, and what they need; inputs stay. */
    public static Graph of(Graph graph, List<TensorSpec> outputs) {
        Set<String> needed = new HashSet<>();
        outputs.forEach(output -> needed.add(output.name()));
        List<Node> nodes = new ArrayList<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            if (node.outputs().stream().anyMatch(needed::contains)) {
                nodes.add(0, node);
                needed.addAll(node.inputs());
            }
        }
        Map<String, Tensor> initializers = new LinkedHashMap<>(graph.initializers());
        initializers.keySet().retainAll(needed);
        return new Graph(graph.name(), graph.opset(), nodes, graph.inputs(), outputs, initializers, graph.metadata());
    }
}
