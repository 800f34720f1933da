package io.noisystudent.networks.validation;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.List;

/** A graph with one of its parts replaced. */
final class ModelWith {
    private ModelWith() {}

    static Graph nodes(Graph graph, List<Node> nodes) {
        return new Graph(
                graph.name(),
                graph.opset(),
                nodes,
                graph.inputs(),
                graph.outputs(),
                graph.initializers(),
                graph.metadata());
    }

    static Graph inputs(Graph graph, List<TensorSpec> inputs) {
        return new Graph(
                graph.name(),
                graph.opset(),
                graph.nodes(),
                inputs,
                graph.outputs(),
                graph.initializers(),
                graph.metadata());
    }

    static Graph outputs(Graph graph, List<TensorSpec> outputs) {
        return new Graph(
                graph.name(),
                graph.opset(),
                graph.nodes(),
                graph.inputs(),
                outputs,
                graph.initializers(),
                graph.metadata());
    }

    /** The graph with its input under another name. */
    static Graph input(Graph graph, String name) {
        TensorSpec old = graph.inputs().get(0);
        List<Node> nodes = graph.nodes().stream()
                .map(node -> new Node(
                        node.name(),
                        node.operator(),
                        node.inputs().stream()
                                .map(input -> input.equals(old.name()) ? name : input)
                                .toList(),
                        node.outputs(),
                        node.attributes()))
                .toList();
        return new Graph(
                graph.name(),
                graph.opset(),
                nodes,
                List.of(new TensorSpec(name, old.type(), old.shape())),
                graph.outputs(),
                graph.initializers(),
                graph.metadata());
    }
}
