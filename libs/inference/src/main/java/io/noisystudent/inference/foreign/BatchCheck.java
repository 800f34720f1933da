package io.noisystudent.inference.foreign;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.List;
import java.util.Map;

/** Whether a network whose batch was freed answers for many images as it did for few, and which node is the reason if not. */
final class BatchCheck {
    private static final double TOLERANCE = 1e-3;

    private final Graph fixed;
    private final Graph free;
    private final int batch;

    /** @param batch of the fixed one */
    BatchCheck(Graph fixed, Graph free, int batch) {
        this.fixed = fixed;
        this.free = free;
        this.batch = batch;
    }

    /** @throws NoisyStudentException {@code BAD_GRAPH} with the node that forbids another batch */
    void require(Tensor images, Tensor expected) {
        String logits = free.outputs().get(0).name();
        Tensor actual;
        try {
            actual = RuntimeValues.of(free, logits, images);
        } catch (NoisyStudentException e) {
            throw refuse(e.subject(), e.getMessage());
        }
        if (!(difference(actual, expected) <= TOLERANCE)) {
            String node = firstThatMixes(images);
            throw refuse(node, "node " + node + " gives other rows when there are more images");
        }
    }

    private String firstThatMixes(Tensor images) {
        List<String> values = RuntimeValues.computed(fixed);
        Map<String, Tensor> few = OriginalAnswers.of(fixed, values, images, batch);
        Map<String, Tensor> many = RuntimeValues.of(free, values, images);
        for (Node node : fixed.nodes()) {
            Tensor expected = few.get(node.output());
            Tensor actual = many.get(node.output());
            if (expected != null
                    && actual != null
                    && expected.type() == ElementType.FLOAT
                    && !(difference(actual, expected) <= TOLERANCE)) {
                return node.name();
            }
        }
        return fixed.name();
    }

    /** Largest difference, relative to the largest number and to 1; infinite for other sizes. */
    static double difference(Tensor actual, Tensor expected) {
        if (actual.size() != expected.size() || actual.type() != ElementType.FLOAT) {
            return Double.POSITIVE_INFINITY;
        }
        float[] found = actual.floats();
        float[] wanted = expected.floats();
        double scale = 1;
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            if (found[i] == wanted[i]) {
                continue;
            }
            scale = Math.max(scale, Math.abs(wanted[i]));
            double difference = Math.abs(found[i] - wanted[i]);
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        return largest / scale;
    }

    private NoisyStudentException refuse(String node, String why) {
        return new NoisyStudentException(
                ErrorCode.BAD_GRAPH,
                node,
                "the model was exported for a batch of " + batch + ", which cannot be freed: " + why
                        + "; export it with a free batch, in PyTorch with dynamic_shapes={'x': {0: 'batch'}}, where x is"
                        + " the argument of forward, or with dynamic_axes={'input': {0: 'batch'}} and dynamo=False");
    }
}
