package io.noisystudent.networks.rewrite;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.HashSet;
import java.util.Set;

/** The values of a graph that depend on what its input holds, and not only on the input's shape. */
public final class PixelValues {
    private static final Set<String> SHAPES = Set.of("Shape", "Size");

    private PixelValues() {}

    /** Names of these values, the graph's inputs among them. */
    public static Set<String> of(Graph graph) {
        Set<String> found = new HashSet<>();
        graph.inputs().stream().map(TensorSpec::name).forEach(found::add);
        for (Node node : graph.nodes()) {
            if (!SHAPES.contains(node.operator()) && node.inputs().stream().anyMatch(found::contains)) {
                found.addAll(node.outputs());
                found.remove(""); // an output that is not given is no input that is not given
            }
        }
        return found;
    }
}
