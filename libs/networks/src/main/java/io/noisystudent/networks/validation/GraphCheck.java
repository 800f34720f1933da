package io.noisystudent.networks.validation;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.error.Warning;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a graph may consist of: to be served, any operator that ONNX Runtime runs within the limits, as long as it does not
 * train itself; to be trained, only what {@link OnnxOperator} lists.
 */
public final class GraphCheck {
    /** The oldest and newest operator set whose meaning the trainer knows. */
    public static final int MIN_TRAINED_OPSET = 13;

    public static final int MAX_TRAINED_OPSET = 25;

    /** Any; one could hide an axis that is broadcast. */
    private static final int BATCH = 2;

    private GraphCheck() {}

    /** @throws NoisyStudentException {@code OPERATOR_NOT_ALLOWED} with the name of the first node that is not served */
    public static void served(Graph graph) {
        Set<String> ofImages =
                graph.inputs().stream().map(TensorSpec::name).collect(Collectors.toCollection(HashSet::new));
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().anyMatch(ofImages::contains)) {
                ofImages.addAll(node.outputs());
            }
            if (!ServedOperators.contains(node.operator())) {
                throw refuse(
                        ErrorCode.OPERATOR_NOT_ALLOWED,
                        node,
                        "is not an operator that is served: control flow, sequences, texts and random numbers are not, nor"
                                + " what ONNX does not know");
            }
            // That of weights is how exporters write their standardization.
            boolean trainsStatistics = node.operator().equals("BatchNormalization")
                    && node.intAttribute("training_mode", 0) != 0
                    && ofImages.contains(node.output());
            boolean drops = node.operator().equals("Dropout") && node.input(2).isPresent() && mayDrop(node, graph);
            if (trainsStatistics || drops) {
                throw refuse(
                        ErrorCode.OPERATOR_NOT_ALLOWED,
                        node,
                        "is in training mode; export the model in inference mode");
            }
        }
    }

    /**
     * @throws NoisyStudentException {@code UNSUPPORTED_OPERATOR} or {@code BAD_GRAPH} with the name of the first node that
     *     cannot be trained
     */
    public static void trainable(Graph graph) {
        graph.nodes().forEach(node -> trainable(node, graph.opset()));
    }

    /**
     * The same, and that every shape is known without running the network.
     *
     * @throws NoisyStudentException as {@link #trainable(Graph)}, or as {@link Shapes#infer}
     */
    public static void trainable(Graph graph, ImageShape image) {
        trainable(graph);
        Shapes.infer(graph, image, BATCH, ShapeLimits.NONE);
    }

    /** The same of a network with the served signature, as far as it tells the size of its images. */
    public static void trainableNetwork(Graph graph) {
        trainable(graph);
        ServedSignature.of(graph).image(graph).ifPresent(image -> trainable(graph, image));
    }

    /** One node, as {@link #trainable(Graph)}. */
    public static void trainable(Node node, int opset) {
        if (opset < MIN_TRAINED_OPSET || opset > MAX_TRAINED_OPSET) {
            throw refuse(
                    ErrorCode.UNSUPPORTED_OPERATOR,
                    node,
                    "is of operator set " + opset + ", and only " + MIN_TRAINED_OPSET + " to " + MAX_TRAINED_OPSET
                            + " are trained; export the model with one of these");
        }
        OnnxOperator operator = OnnxOperator.find(node.operator())
                .orElseThrow(() -> refuse(
                        ErrorCode.UNSUPPORTED_OPERATOR,
                        node,
                        "is not an operator that the trainer knows: the network can label, but neither be a student nor"
                                + " label views in the trainer. Write it with other operators, or export it with another"
                                + " operator set"));
        operator.misfit(node).ifPresent(what -> {
            throw refuse(ErrorCode.BAD_GRAPH, node, what);
        });
        AttributeRules.unsupported(operator, node).ifPresent(why -> {
            throw refuse(ErrorCode.UNSUPPORTED_OPERATOR, node, "cannot be trained: " + why);
        });
    }

    /** Tells a person that a network which is served cannot be trained, and why. */
    public static Optional<Warning> servedOnly(Graph graph) {
        try {
            trainableNetwork(graph);
            return Optional.empty();
        } catch (NoisyStudentException e) {
            return Optional.of(new Warning(
                    e.code(), e.subject(), "the network can be a teacher, but not a student: " + e.getMessage()));
        }
    }

    /** Whether a Dropout's third input may be true. */
    private static boolean mayDrop(Node node, Graph graph) {
        Tensor trainingMode = graph.initializers().get(node.inputs().get(2));
        return trainingMode == null
                || trainingMode.size() != 1
                || trainingMode.data().get(0) != 0;
    }

    private static NoisyStudentException refuse(ErrorCode code, Node node, String what) {
        return new NoisyStudentException(
                code, node.name(), "node " + node.name() + " (" + node.operator() + ") " + what);
    }
}
