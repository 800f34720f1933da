package io.noisystudent.networks.graph;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static java.util.Objects.requireNonNull;

/**
 * A network: nodes in an order in which they can run, the values that go in and come out, and the weights.
 *
 * <p>Immutable, and well wired by construction: every value has one source, every input of a node comes from before it,
 * every output of the graph exists, node names are distinct; anything else throws {@code BAD_GRAPH} with the node's
 * name. Maps keep their order. Metadata is free text by key: class names, lineage, versions.
 */
public record Graph(
        String name,
        int opset,
        List<Node> nodes,
        List<TensorSpec> inputs,
        List<TensorSpec> outputs,
        Map<String, Tensor> initializers,
        Map<String, String> metadata) {

    public Graph {
        requireNonNull(name, "name is null");
        nodes = List.copyOf(nodes);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        Wiring.check(nodes, inputs, outputs, initializers.keySet());
    }

    /** The same graph with these weights instead of those of the same names; unknown names are refused. */
    public Graph withInitializers(Map<String, Tensor> replacements) {
        Map<String, Tensor> merged = new LinkedHashMap<>(initializers);
        replacements.forEach((key, tensor) -> {
            if (merged.replace(key, tensor) == null) {
                throw new NoisyStudentException(
                        ErrorCode.BAD_GRAPH, key, "graph " + name + " has no initializer " + key + " to replace");
            }
        });
        return new Graph(name, opset, nodes, inputs, outputs, merged, metadata);
    }

    /** The same graph with these entries added to its metadata, replacing those of the same keys. */
    public Graph withMetadata(Map<String, String> entries) {
        Map<String, String> merged = new LinkedHashMap<>(metadata);
        merged.putAll(entries);
        return new Graph(name, opset, nodes, inputs, outputs, initializers, merged);
    }

    /** Who produces and who uses each value; computed at each call. */
    public GraphIndex index() {
        return new GraphIndex(this);
    }
}
