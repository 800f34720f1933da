package io.noisystudent.networks.validation;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.Warning;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.GraphIndex;
import io.noisystudent.networks.graph.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Recognizes networks whose batch normalization an exporter folded into the convolutions: they label as before, but
 * make poor students.
 *
 * <p>The sign is a convolution over an image with a bias and without normalization behind it. It counts if all
 * convolutions are like that, or if several of them go straight into an activation (what is left when normalization
 * stands in front of some convolutions, where it cannot be folded). Gates of squeeze and excitation and the one
 * convolution that cuts an image into patches have biases by right.
 */
public final class FoldedNormalization {
    /** Fewer are no deep network. */
    private static final int SEVERAL = 4;

    private static final Set<String> NORMALIZATIONS = Set.of("BatchNormalization", "InstanceNormalization");
    private static final Set<String> ACTIVATIONS = Set.of(
            "Relu", "LeakyRelu", "Clip", "HardSwish", "HardSigmoid", "Sigmoid", "Tanh", "Softplus", "Erf", "Gelu");

    private final Graph graph;
    private final GraphIndex index;
    private final Set<String> pooled = new HashSet<>();

    private FoldedNormalization(Graph graph) {
        this.graph = graph;
        this.index = graph.index();
    }

    /** A warning about the graph, unless it has its normalization or too few convolutions to need any. */
    public static Optional<Warning> warning(Graph graph) {
        return new FoldedNormalization(graph).warning();
    }

    private Optional<Warning> warning() {
        if (hasLayerNormalization()) {
            return Optional.empty();
        }
        graph.nodes().forEach(this::followPooling);
        List<Node> convolutions = graph.nodes().stream()
                .filter(node -> node.operator().equals("Conv") && !pooled.contains(node.output()))
                .toList();
        List<Node> bare = convolutions.stream().filter(this::isBare).toList();
        long activated =
                bare.stream().filter(node -> isFollowedBy(node, ACTIVATIONS)).count();
        boolean all = bare.size() == convolutions.size() && bare.size() >= SEVERAL;
        if (!all && activated < SEVERAL) {
            return Optional.empty();
        }
        return Optional.of(new Warning(
                ErrorCode.FOLDED_NORMALIZATION,
                graph.name(),
                bare.size() + " of " + convolutions.size() + " convolutions, "
                        + bare.get(0).name()
                        + " the first, have a bias and no normalization behind them, as if the exporter had folded batch"
                        + " normalization into them: the network labels as before, but as a student it learns with a tenth"
                        + " of the usual learning rate, slowly, and no running statistics follow new images. "
                        + UnfoldedExport.advice(graph, bare.get(0))));
    }

    /** Also spelled out, as the square root of a mean. */
    private boolean hasLayerNormalization() {
        return graph.nodes().stream()
                .anyMatch(node -> node.operator().equals("LayerNormalization")
                        || node.operator().equals("Sqrt"));
    }

    /** Values that are one pixel per channel: behind a global mean, and behind what has no other computed input. */
    private void followPooling(Node node) {
        List<String> computed = node.inputs().stream()
                .filter(input -> index.producer(input)
                        .filter(producer -> !producer.operator().equals("Constant"))
                        .isPresent())
                .toList();
        boolean pools = node.operator().startsWith("Global") || node.operator().equals("ReduceMean");
        if (pools || (!computed.isEmpty() && pooled.containsAll(computed))) {
            pooled.addAll(node.outputs());
        }
    }

    private boolean isBare(Node convolution) {
        return convolution.input(2).isPresent() && !isFollowedBy(convolution, NORMALIZATIONS);
    }

    private boolean isFollowedBy(Node node, Set<String> operators) {
        return index.consumers(node.output()).stream().anyMatch(user -> operators.contains(user.operator()));
    }
}
