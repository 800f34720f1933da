package io.noisystudent.networks.graph;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The structural rules that every graph keeps; the first breach is reported with the name of its node. */
final class Wiring {
    private final Map<String, String> sources = new HashMap<>();

    private Wiring() {}

    static void check(
            List<Node> nodes, List<TensorSpec> inputs, List<TensorSpec> outputs, Collection<String> initializers) {
        Wiring wiring = new Wiring();
        inputs.forEach(input -> wiring.define(input.name(), "the graph's inputs", input.name()));
        initializers.forEach(name -> wiring.define(name, "the initializers", name));
        Set<String> names = new HashSet<>();
        for (Node node : nodes) {
            if (!names.add(node.name())) {
                throw bad(node.name(), "two nodes are named " + node.name() + "; names are distinct");
            }
            wiring.checkInputs(node, nodes);
            node.outputs().stream()
                    .filter(output -> !output.isEmpty())
                    .forEach(output -> wiring.define(output, "node " + node.name(), node.name()));
        }
        for (TensorSpec output : outputs) {
            if (!wiring.sources.containsKey(output.name())) {
                throw bad(output.name(), "output " + output.name() + " of the graph is produced by no node");
            }
        }
    }

    private void define(String value, String source, String subject) {
        if (value.isEmpty()) {
            throw bad(subject, "a value of " + source + " has an empty name");
        }
        String earlier = sources.putIfAbsent(value, source);
        if (earlier != null) {
            throw bad(subject, "value " + value + " comes from " + earlier + " and again from " + source);
        }
    }

    private void checkInputs(Node node, List<Node> nodes) {
        if (node.outputs().isEmpty() || node.outputs().get(0).isEmpty()) {
            throw bad(node.name(), describe(node) + " has no output");
        }
        for (String input : node.inputs()) {
            if (!input.isEmpty() && !sources.containsKey(input)) {
                throw bad(node.name(), describe(node) + " uses value " + input + ", which " + whereElse(input, nodes));
            }
        }
    }

    private static String whereElse(String value, List<Node> nodes) {
        return nodes.stream()
                .filter(node -> node.outputs().contains(value))
                .findFirst()
                .map(node -> "node " + node.name() + " produces only later: the nodes are not in topological order, "
                        + "or form a cycle")
                .orElse("is no input, no initializer and no node's output");
    }

    private static String describe(Node node) {
        return "node " + node.name() + " (" + node.operator() + ")";
    }

    private static NoisyStudentException bad(String subject, String message) {
        return new NoisyStudentException(ErrorCode.BAD_GRAPH, subject, message);
    }
}
