package io.noisystudent.networks.features;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.GraphIndex;
import io.noisystudent.networks.graph.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How far each node of a network is from the logits, in layers.
 *
 * <p>A layer is a part with a convolution or a matrix product between two values through which everything passes: one
 * convolution, a residual block, the attention of a transformer. What has no such operator, a normalization for example,
 * belongs to the layer before it. The classifier is at depth 0.
 */
public final class LayerDepths {
    private static final Set<String> PRODUCTS = Set.of("Conv", "Gemm", "MatMul");

    private final Map<String, Integer> layers = new HashMap<>();
    private final int last;

    /** @param images name of the input */
    public LayerDepths(Graph graph, String images) {
        GraphIndex index = graph.index();
        Set<String> ofImages = new HashSet<>(Set.of(images));
        Set<String> open = new HashSet<>(Set.of(images));
        boolean hasProduct = false;
        int layer = 0;
        Set<String> part = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().noneMatch(ofImages::contains)) {
                continue;
            }
            ofImages.addAll(node.outputs());
            part.add(node.name());
            hasProduct |= PRODUCTS.contains(node.operator());
            open.addAll(node.outputs());
            open.removeIf(value -> index.consumers(value).stream()
                    .allMatch(consumer -> index.position(consumer) <= index.position(node)));
            if (open.size() <= 1) {
                int of = hasProduct ? ++layer : Math.max(1, layer);
                part.forEach(name -> layers.put(name, of));
                part.clear();
                hasProduct = false;
            }
        }
        last = Math.max(1, layer);
        part.forEach(name -> layers.put(name, last));
    }

    /** Layers between a node and the logits; 0 of one that does not depend on the images. */
    public int of(Node node) {
        return last - layers.getOrDefault(node.name(), last);
    }
}
