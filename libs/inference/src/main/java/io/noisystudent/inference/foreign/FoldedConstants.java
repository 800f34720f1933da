package io.noisystudent.inference.foreign;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.rewrite.NeededNodes;
import io.noisystudent.networks.rewrite.PixelValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;

import static java.util.Objects.requireNonNull;

/**
 * Makes constants of what a graph computes from constants, and from the height, width and channels of its input.
 *
 * <p>ONNX Runtime computes them, for a few sizes of the batch: what is the same for all does not depend on it. Quantized
 * weights stay as they are, because the nodes around them are what makes a runtime compute with integers.
 */
final class FoldedConstants {
    private static final Set<String> QUANTIZING = Set.of("QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear");
    private static final Set<String> SHAPES = Set.of("Shape", "Size");
    private static final List<Integer> BATCHES = List.of(1, 2, 5);
    /** More numbers than any weight has: something that is repeated, which a node does in less room. */
    private static final int MAX_NUMBERS = 1 << 26;

    private final Graph graph;
    private final Set<String> pixels;
    private final Set<String> kept = new HashSet<>();
    /** What is computed from weights is a weight, and trained; masks and positions are not. */
    private final Set<String> weights = new HashSet<>();

    private FoldedConstants(Graph graph) {
        this.graph = graph;
        this.pixels = PixelValues.of(graph);
        graph.initializers().forEach((name, tensor) -> {
            if (tensor.type() == ElementType.FLOAT && tensor.size() > 1) {
                weights.add(name);
            }
        });
        for (Node node : graph.nodes()) {
            if (!SHAPES.contains(node.operator()) && node.inputs().stream().anyMatch(weights::contains)) {
                weights.addAll(node.outputs());
            }
        }
    }

    /**
     * The same graph if nothing can be folded.
     *
     * @param input an input for that many images
     */
    static Graph of(Graph graph, IntFunction<Tensor> input) {
        return new FoldedConstants(graph).fold(input);
    }

    private Graph fold(IntFunction<Tensor> input) {
        List<String> candidates = candidates();
        if (candidates.isEmpty()) {
            return graph;
        }
        Map<String, Tensor> constants = same(candidates, input);
        List<Node> nodes = new ArrayList<>();
        Map<String, Tensor> initializers = new LinkedHashMap<>(graph.initializers());
        for (Node node : graph.nodes()) {
            List<String> outputs =
                    node.outputs().stream().filter(output -> !output.isEmpty()).toList();
            if (constants.keySet().containsAll(outputs)) {
                for (String output : outputs) {
                    Tensor value = requireNonNull(constants.get(output));
                    if (weights.contains(output)) {
                        initializers.put(output, value);
                    } else {
                        String name = output.equals(node.output()) ? node.name() : node.name() + "." + output;
                        nodes.add(constant(name, output, value));
                    }
                }
            } else {
                nodes.add(node);
            }
        }
        return NeededNodes.of(new Graph(
                graph.name(), graph.opset(), nodes, graph.inputs(), graph.outputs(), initializers, graph.metadata()));
    }

    /** What nodes compute without pixels; a {@code Constant} is one already. */
    private List<String> candidates() {
        Set<String> outputs = new HashSet<>();
        graph.outputs().stream().map(TensorSpec::name).forEach(outputs::add);
        return graph.nodes().stream()
                .filter(node -> !isBarred(node))
                .flatMap(node -> node.outputs().stream())
                .filter(output -> !output.isEmpty() && !outputs.contains(output))
                .toList();
    }

    private boolean isBarred(Node node) {
        boolean barred = node.outputs().stream().anyMatch(pixels::contains)
                || QUANTIZING.contains(node.operator())
                || (!SHAPES.contains(node.operator()) && node.inputs().stream().anyMatch(kept::contains));
        if (barred) {
            kept.addAll(node.outputs());
        }
        return barred || node.operator().equals("Constant");
    }

    private Map<String, Tensor> same(List<String> candidates, IntFunction<Tensor> input) {
        Graph part = NeededNodes.of(
                graph, candidates.stream().map(FoldedConstants::anything).toList());
        try (RuntimeValues values = new RuntimeValues(part, candidates)) {
            Map<String, Tensor> found = values.run(input.apply(BATCHES.get(0)));
            found.values().removeIf(value -> value.size() > MAX_NUMBERS);
            for (int batch : BATCHES.subList(1, BATCHES.size())) {
                Map<String, Tensor> other = values.run(input.apply(batch));
                found.entrySet().removeIf(entry -> !Objects.equals(entry.getValue(), other.get(entry.getKey())));
            }
            return found;
        }
    }

    private static Node constant(String name, String value, Tensor tensor) {
        return new Node(name, "Constant", List.of(), List.of(value), Map.of("value", Attribute.of(tensor)));
    }

    private static TensorSpec anything(String value) {
        return new TensorSpec(value, ElementType.FLOAT, List.of(Dimension.of(Signature.BATCH)));
    }
}
