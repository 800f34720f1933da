package io.noisystudent.networks.rewrite;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.GraphIndex;
import io.noisystudent.networks.graph.Node;
import java.util.Optional;
import java.util.Set;

/**
 * What an output of a classifier is, by the nodes before it, and which value holds the logits.
 *
 * @param logits the value that goes into the softmax, or the output itself
 * @param form what is computed of the logits
 */
public record ClassifierHead(String logits, Form form) {
    /** What an output holds. */
    public enum Form {
        /** Logits, or something that no graph tells. */
        LOGITS,
        /** Their softmax. */
        PROBABILITIES,
        /** The logarithm of their softmax. */
        LOG_PROBABILITIES,
        /** The place of the largest. */
        CLASS
    }

    /** What leaves numbers as they are, or changes only how they are arranged or stored. */
    private static final Set<String> KEEPING =
            Set.of("Identity", "Cast", "Dropout", "Reshape", "Flatten", "Squeeze", "Unsqueeze");

    private static final Set<String> CHOOSING = Set.of("ArgMax", "Hardmax");
    private static final Set<String> INDEPENDENT = Set.of("Sigmoid", "HardSigmoid");

    /**
     * @param output name of the output, or of any other value
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} if every class has a probability of its own
     */
    public static ClassifierHead of(Graph graph, String output) {
        GraphIndex index = graph.index();
        String end = beforeKeeping(index, output);
        Optional<Node> chooser = index.producer(end).filter(node -> CHOOSING.contains(node.operator()));
        if (chooser.isPresent()) {
            ClassifierHead before = of(graph, chooser.get().inputs().get(0));
            return new ClassifierHead(before.logits(), Form.CLASS);
        }
        Node last = index.producer(end).orElse(null);
        if (last == null) {
            return new ClassifierHead(output, Form.LOGITS);
        }
        if (INDEPENDENT.contains(last.operator())) {
            throw independent(last);
        }
        if (last.operator().equals("LogSoftmax")) {
            return new ClassifierHead(last.inputs().get(0), Form.LOG_PROBABILITIES);
        }
        if (last.operator().equals("Log")) {
            return softmaxed(index, beforeKeeping(index, last.inputs().get(0)))
                    .map(logits -> new ClassifierHead(logits, Form.LOG_PROBABILITIES))
                    .orElse(new ClassifierHead(output, Form.LOGITS));
        }
        return softmaxed(index, end)
                .map(logits -> new ClassifierHead(logits, Form.PROBABILITIES))
                .orElse(new ClassifierHead(output, Form.LOGITS));
    }

    private static String beforeKeeping(GraphIndex index, String value) {
        String at = value;
        for (Optional<Node> node = index.producer(at);
                node.filter(kept -> KEEPING.contains(kept.operator())).isPresent();
                node = index.producer(at)) {
            at = node.get().inputs().get(0);
        }
        return at;
    }

    /** The value of which this one is the softmax, as one node or as exponentials over their sum. */
    private static Optional<String> softmaxed(GraphIndex index, String value) {
        Node node = index.producer(value).orElse(null);
        if (node == null) {
            return Optional.empty();
        }
        if (node.operator().equals("Softmax")) {
            return Optional.of(node.inputs().get(0));
        }
        if (!node.operator().equals("Div")) {
            return Optional.empty();
        }
        String exponentials = node.inputs().get(0);
        boolean overTheirSum = index.producer(node.inputs().get(1))
                .filter(sum -> sum.operator().equals("ReduceSum")
                        && sum.inputs().get(0).equals(exponentials))
                .isPresent();
        return index.producer(exponentials)
                .filter(exp -> exp.operator().equals("Exp") && overTheirSum)
                .map(exp -> exp.inputs().get(0));
    }

    private static NoisyStudentException independent(Node node) {
        return new NoisyStudentException(
                ErrorCode.SIGNATURE_MISMATCH,
                node.name(),
                "node " + node.name() + " (" + node.operator()
                        + ") gives every class a probability of its own, so that an image may have several classes or none;"
                        + " here the classes exclude one another. If they do in this network too, name the value before the"
                        + " node: --output " + node.inputs().get(0));
    }
}
