package io.noisystudent.networks.rewrite;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.HashSet;
import java.util.Set;

/** Names for the nodes and values that a rewrite adds: none is in the graph, none is given twice. */
public final class UnusedNames {
    private final Set<String> taken = new HashSet<>();

    public UnusedNames(Graph graph) {
        graph.inputs().stream().map(TensorSpec::name).forEach(taken::add);
        taken.addAll(graph.initializers().keySet());
        for (Node node : graph.nodes()) {
            taken.add(node.name());
            taken.addAll(node.outputs());
        }
    }

    /** The wish itself, or with a number behind it. */
    public String like(String wish) {
        String name = wish;
        for (int i = 2; !taken.add(name); i++) {
            name = wish + "." + i;
        }
        return name;
    }
}
