package io.noisystudent.learning.module;

import io.noisystudent.networks.features.Backbone;
import io.noisystudent.networks.features.LayerDepths;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.GraphIndex;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** How a training treats each node of a graph: whether its weights move, at what rate, and what its statistics are. */
final class TrainedNodes {
    private static final String BATCH_NORMALIZATION = "BatchNormalization";

    private final Predicate<Node> moves;
    private final Predicate<Node> evaluates;
    private final BackboneTraining training;
    private final Optional<Backbone> backbone;
    private final Optional<LayerDepths> depths;

    TrainedNodes(Graph graph, ModuleOptions options) {
        training = options.backbone();
        backbone = training.hasRates() || training.statisticsStay().isPresent()
                ? Optional.of(Backbone.of(graph, Signature.LOGITS))
                : Optional.empty();
        depths = training.layerDecay() == 1
                ? Optional.empty()
                : Optional.of(new LayerDepths(graph, graph.inputs().get(0).name()));
        Predicate<Node> stays = staying(graph, options.trained());
        moves = stays.negate();
        evaluates = options.trained() instanceof Trained.Classifier ? stays : evaluating(stays);
    }

    private Predicate<Node> evaluating(Predicate<Node> stays) {
        return training.statisticsStay()
                .map(stay -> stay
                        ? stays.or(this::hasStatistics)
                        : stays.and(node -> !node.operator().equals(BATCH_NORMALIZATION)))
                .orElse(stays);
    }

    private boolean hasStatistics(Node node) {
        return node.operator().equals(BATCH_NORMALIZATION)
                && backbone.filter(before -> before.contains(node)).isPresent();
    }

    private static Predicate<Node> staying(Graph graph, Trained trained) {
        if (trained instanceof Trained.Behind place) {
            return Backbone.until(graph, place.value())::contains;
        } else if (trained instanceof Trained.BehindBackbone) {
            return Backbone.of(graph, Signature.LOGITS)::contains;
        } else if (trained instanceof Trained.Classifier) {
            GraphIndex index = graph.index();
            int first = lastNormalization(graph.nodes());
            return node -> index.position(node) < first;
        }
        return node -> false;
    }

    /** The last batch normalization, without one the last operator with weights. */
    private static int lastNormalization(List<Node> nodes) {
        int weighted = 0;
        int normalization = -1;
        for (int i = 0; i < nodes.size(); i++) {
            weighted = ParameterRoles.hasWeights(nodes.get(i)) ? i : weighted;
            normalization = nodes.get(i).operator().equals(BATCH_NORMALIZATION) ? i : normalization;
        }
        return normalization < 0 ? weighted : normalization;
    }

    /** Whether steps change the weights of a node. */
    boolean moves(Node node) {
        return moves.test(node);
    }

    /** Whether a node works as in evaluation, without noise and with running statistics, in training too. */
    boolean evaluates(Node node) {
        return evaluates.test(node);
    }

    /** By which the learning rate of a node's weights is multiplied. */
    double rateFactor(Node node) {
        double part = backbone.filter(before -> before.contains(node)).isPresent() ? training.rateFactor() : 1;
        return part
                * depths.map(layers -> Math.pow(training.layerDecay(), layers.of(node)))
                        .orElse(1.0);
    }
}
