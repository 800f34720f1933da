package io.noisystudent.networks.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Look-ups derived from a graph: the position of each node, the producer and the consumers of each value. */
public final class GraphIndex {
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, List<Node>> consumers = new HashMap<>();
    private final Map<String, Integer> positions = new HashMap<>();

    GraphIndex(Graph graph) {
        for (Node node : graph.nodes()) {
            positions.put(node.name(), positions.size());
            for (String output : node.outputs()) {
                if (!output.isEmpty()) {
                    producers.put(output, node);
                }
            }
            node.inputs().stream().filter(input -> !input.isEmpty()).distinct().forEach(input -> consumers
                    .computeIfAbsent(input, key -> new ArrayList<>())
                    .add(node));
        }
    }

    /** The node whose output this value is; empty for graph inputs and initializers. */
    public Optional<Node> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    /** The nodes that use this value, each once, in the graph's order. */
    public List<Node> consumers(String value) {
        return List.copyOf(consumers.getOrDefault(value, List.of()));
    }

    /** The place of a node in {@code graph.nodes()}. */
    public int position(Node node) {
        Integer position = positions.get(node.name());
        if (position == null) {
            throw new IllegalArgumentException("node " + node.name() + " is not of this graph");
        }
        return position;
    }
}
