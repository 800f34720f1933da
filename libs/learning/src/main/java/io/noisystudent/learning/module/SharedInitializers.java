package io.noisystudent.learning.module;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives every weight a value of its own. An exporter that finds two weights with equal values, as all biases of a fresh
 * network have, keeps one and lets an {@code Identity} stand for the other; trained, they would move together.
 */
final class SharedInitializers {
    private SharedInitializers() {}

    /** The same network without an {@code Identity} of an initializer: each is an initializer under its name. */
    static Graph separate(Graph graph) {
        Set<String> outputs = graph.outputs().stream().map(TensorSpec::name).collect(Collectors.toSet());
        Map<String, Tensor> initializers = new LinkedHashMap<>(graph.initializers());
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Tensor value = node.operator().equals("Identity")
                    ? initializers.get(node.inputs().get(0))
                    : null;
            if (value == null || outputs.contains(node.output())) {
                nodes.add(node);
            } else {
                initializers.put(node.output(), value);
            }
        }
        if (nodes.size() == graph.nodes().size()) {
            return graph;
        }
        return new Graph(
                graph.name(), graph.opset(), nodes, graph.inputs(), graph.outputs(), initializers, graph.metadata());
    }
}
