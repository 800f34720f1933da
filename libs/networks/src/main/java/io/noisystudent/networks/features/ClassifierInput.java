package io.noisystudent.networks.features;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.GraphIndex;
import io.noisystudent.networks.graph.Node;
import java.util.Optional;
import java.util.Set;

/**
 * The place of dropout: the features that go into the last matrix product before the logits.
 *
 * @param node name of the {@code Gemm} or {@code MatMul}
 * @param input position of the features among its inputs
 */
public record ClassifierInput(String node, int input) {
    private static final Set<String> PRODUCTS = Set.of("Gemm", "MatMul");
    private static final Set<String> MOVING = Set.of("Transpose", "Reshape", "Identity");
    private static final Set<String> PASSED = Set.of("Add", "Identity", "Flatten", "Reshape", "Squeeze", "Cast", "Mul");

    /** Empty if the logits do not come from a matrix product with a weight. */
    public static Optional<ClassifierInput> of(Graph graph, String logits) {
        GraphIndex index = graph.index();
        Optional<Node> node = index.producer(logits);
        while (node.isPresent() && PASSED.contains(node.get().operator())) {
            node = node.get().inputs().stream()
                    .flatMap(input -> index.producer(input).stream())
                    .findFirst();
        }
        return node.filter(found -> PRODUCTS.contains(found.operator())).flatMap(found -> {
            boolean weightFirst = isWeight(found.inputs().get(0), graph, index);
            boolean weightSecond = isWeight(found.inputs().get(1), graph, index);
            return weightFirst == weightSecond
                    ? Optional.empty()
                    : Optional.of(new ClassifierInput(found.name(), weightFirst ? 1 : 0));
        });
    }

    /** Also one that is turned or reshaped first, as exporters write it that fold no constants. */
    private static boolean isWeight(String value, Graph graph, GraphIndex index) {
        return graph.initializers().containsKey(value)
                || index.producer(value)
                        .filter(node -> MOVING.contains(node.operator()))
                        .map(node -> isWeight(node.inputs().get(0), graph, index))
                        .orElse(false);
    }
}
