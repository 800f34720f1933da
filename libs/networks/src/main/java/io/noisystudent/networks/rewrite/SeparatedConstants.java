package io.noisystudent.networks.rewrite;

import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.GraphIndex;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives every vector of weights a value of its own where an exporter kept one for several that were equal: a running mean
 * of zeros cannot also be the bias of another layer, since one follows the images and the other its gradient.
 *
 * <p>Weights of two or more axes that are shared stay shared, and so do the vectors of nodes that share these: that is one
 * layer that is used twice. Batch normalization has no such weights; each of its nodes gets vectors of its own.
 */
public final class SeparatedConstants {
    private final Graph graph;
    private final GraphIndex index;
    private final UnusedNames names;
    private final Map<String, Tensor> initializers;
    /** By the name of a vector: the name that it has in each role. */
    private final Map<String, Map<String, String>> roles = new HashMap<>();

    private SeparatedConstants(Graph graph) {
        this.graph = graph;
        this.index = graph.index();
        this.names = new UnusedNames(graph);
        this.initializers = new LinkedHashMap<>(graph.initializers());
    }

    /** The same graph if no vector has several roles; the first role keeps the name. */
    public static Graph of(Graph graph) {
        return new SeparatedConstants(graph).separate();
    }

    private Graph separate() {
        List<Node> nodes = graph.nodes().stream().map(this::node).toList();
        return new Graph(
                graph.name(), graph.opset(), nodes, graph.inputs(), graph.outputs(), initializers, graph.metadata());
    }

    private Node node(Node node) {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            String input = node.inputs().get(i);
            inputs.add(isVector(input) ? inRole(input, node.operator() + " " + i + " of " + layer(node)) : input);
        }
        return new Node(node.name(), node.operator(), inputs, node.outputs(), node.attributes());
    }

    /** Single numbers belong to formulas, and integers to shapes. */
    private boolean isVector(String value) {
        Tensor tensor = graph.initializers().get(value);
        return tensor != null
                && tensor.type() == ElementType.FLOAT
                && tensor.size() > 1
                && tensor.size() == longest(tensor.dims());
    }

    private static boolean isMatrix(@Nullable Tensor tensor) {
        return tensor != null && tensor.rank() > 1;
    }

    private static long longest(long... dims) {
        long longest = 1;
        for (long dim : dims) {
            longest = Math.max(longest, dim);
        }
        return longest;
    }

    /** The weights of two or more axes that the node has, or the product before it whose bias it adds; else its name. */
    private String layer(Node node) {
        String own = weights(node);
        if (!own.isEmpty()) {
            return own;
        }
        String before = node.inputs().stream()
                .flatMap(input -> index.producer(input).stream())
                .map(this::weights)
                .filter(weights -> !weights.isEmpty())
                .findFirst()
                .orElse("");
        return before.isEmpty() || node.operator().equals("BatchNormalization") ? node.name() : before;
    }

    private String weights(Node node) {
        return node.inputs().stream()
                .filter(input ->
                        !isVector(input) && isMatrix(graph.initializers().get(input)))
                .collect(Collectors.joining(" "));
    }

    private String inRole(String vector, String role) {
        Map<String, String> known = roles.computeIfAbsent(vector, key -> new HashMap<>());
        return known.computeIfAbsent(role, key -> {
            if (known.isEmpty()) {
                return vector;
            }
            String copy = names.like(vector + ".separate");
            Tensor value = graph.initializers().get(vector);
            initializers.put(copy, value);
            return copy;
        });
    }
}
