package io.noisystudent.inference.foreign;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says the type where a graph says "of the type of that value": {@code CastLike} becomes {@code Cast}. */
final class PlainCasts {
    private static final String CAST_LIKE = "CastLike";

    private PlainCasts() {}

    /** The same graph if it has no {@code CastLike}. */
    static Graph of(Graph graph, Tensor input) {
        List<Node> casts = graph.nodes().stream()
                .filter(node -> node.operator().equals(CAST_LIKE))
                .toList();
        if (casts.isEmpty()) {
            return graph;
        }
        Map<String, ElementType> types = types(graph, casts, input);
        List<Node> nodes = graph.nodes().stream()
                .map(node -> node.operator().equals(CAST_LIKE) ? cast(node, types.get(like(node))) : node)
                .toList();
        return new Graph(
                graph.name(),
                graph.opset(),
                nodes,
                graph.inputs(),
                graph.outputs(),
                graph.initializers(),
                graph.metadata());
    }

    private static Map<String, ElementType> types(Graph graph, List<Node> casts, Tensor input) {
        Map<String, ElementType> types = new HashMap<>();
        for (TensorSpec spec : graph.inputs()) {
            types.put(spec.name(), spec.type());
        }
        graph.initializers().forEach((name, tensor) -> types.put(name, tensor.type()));
        List<String> computed = casts.stream()
                .map(PlainCasts::like)
                .filter(value -> !types.containsKey(value))
                .distinct()
                .toList();
        if (!computed.isEmpty()) {
            RuntimeValues.of(graph, computed, input).forEach((name, tensor) -> types.put(name, tensor.type()));
        }
        return types;
    }

    private static String like(Node cast) {
        return cast.inputs().get(1);
    }

    private static Node cast(Node node, @Nullable ElementType type) {
        if (type == null) {
            return node;
        }
        return new Node(
                node.name(),
                "Cast",
                List.of(node.inputs().get(0)),
                node.outputs(),
                Map.of("to", Attribute.of(type.onnxCode())));
    }
}
