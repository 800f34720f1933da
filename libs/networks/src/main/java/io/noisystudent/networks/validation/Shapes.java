package io.noisystudent.networks.validation;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The shape of every value of a network for a given batch of images, found without running it.
 *
 * <p>There is no control flow, so that sizes and work are known beforehand: a network that would allocate or compute
 * without end is refused here, with the name of the node, before a runtime touches it.
 */
public final class Shapes {
    private final Map<String, long[]> shapes = new HashMap<>();
    private final Map<String, Tensor> constants = new HashMap<>();
    private final ShapeLimits limits;
    private long elements;
    private long multiplyAdds;

    private Shapes(Graph graph, Map<String, long[]> inputs, ShapeLimits limits) {
        this.limits = limits;
        shapes.putAll(inputs);
        graph.initializers().forEach(this::define);
    }

    /**
     * Infers with the default limits.
     *
     * @throws NoisyStudentException {@code BAD_GRAPH} if the shapes of a node's inputs do not fit each other or depend
     *     on computed numbers, {@code MODEL_LIMITS} if it needs too much
     */
    public static Shapes infer(Graph graph, ImageShape image, int batch) {
        return infer(graph, image, batch, ShapeLimits.DEFAULT);
    }

    /** Infers with other limits. */
    public static Shapes infer(Graph graph, ImageShape image, int batch, ShapeLimits limits) {
        return infer(graph, images(image, batch), limits);
    }

    /** Infers from the shapes of any inputs. */
    public static Shapes infer(Graph graph, Map<String, long[]> inputs, ShapeLimits limits) {
        Shapes result = new Shapes(graph, inputs, limits);
        graph.nodes().forEach(result::add);
        return result;
    }

    private static Map<String, long[]> images(ImageShape image, int batch) {
        return Map.of(Signature.IMAGES, new long[] {batch, image.height(), image.width(), image.channels()});
    }

    /**
     * Checks what is known of a network that need only be served. Nodes whose shapes only running them tells are left out,
     * and so is what hangs on them: how much these need is for a trial run to find out.
     *
     * @throws NoisyStudentException as {@link #infer}, but not for what is only unknown
     */
    public static void checkKnown(Graph graph, ImageShape image, int batch) {
        if (graph.opset() < GraphCheck.MIN_TRAINED_OPSET || graph.opset() > GraphCheck.MAX_TRAINED_OPSET) {
            return;
        }
        Shapes result = new Shapes(graph, images(image, batch), ShapeLimits.DEFAULT);
        for (Node node : graph.nodes()) {
            try {
                result.add(node);
            } catch (UnknownShapeException e) {
                // Its outputs stay without a shape, and what reads them is unknown too.
            }
        }
    }

    private void add(Node node) {
        NodeShapes view = new NodeShapes(node, shapes, constants);
        record(node, ShapeRules.outputs(view), view.multiplyAdds());
        NumberFolding.fold(view).ifPresent(tensor -> constants.put(node.output(), tensor));
    }

    /** A copy of the shape of a value. */
    public long[] of(String value) {
        long[] shape = shapes.get(value);
        if (shape == null) {
            throw new IllegalArgumentException("no value is named " + value);
        }
        return shape.clone();
    }

    /** Elements of all nodes' outputs together. */
    public long elements() {
        return elements;
    }

    /** Multiply-adds of all convolutions and matrix products. */
    public long multiplyAdds() {
        return multiplyAdds;
    }

    private void define(String name, Tensor tensor) {
        shapes.put(name, tensor.dims());
        if (NumberFolding.isSmall(tensor)) {
            constants.put(name, tensor);
        }
    }

    private void record(Node node, List<long[]> outputs, long work) {
        multiplyAdds = saturatedSum(multiplyAdds, work);
        for (int i = 0; i < node.outputs().size(); i++) {
            shapes.put(node.outputs().get(i), outputs.get(i));
            // An axis of size 0 must not hide the size of the others.
            long[] atLeastOne =
                    Arrays.stream(outputs.get(i)).map(dim -> Math.max(dim, 1)).toArray();
            elements = saturatedSum(elements, size(atLeastOne));
        }
        if (elements > limits.elements() || multiplyAdds > limits.multiplyAdds()) {
            throw new NoisyStudentException(
                    ErrorCode.MODEL_LIMITS,
                    node.name(),
                    "up to node " + node.name() + " (" + node.operator() + ") the model needs " + elements
                            + " numbers and " + multiplyAdds + " multiply-adds; the limits are " + limits.elements()
                            + " and " + limits.multiplyAdds());
        }
    }

    /** The product of the dimensions, at most {@code Long.MAX_VALUE}. */
    static long size(long... dims) {
        long size = 1;
        for (long dim : dims) {
            if (dim != 0 && size > Long.MAX_VALUE / dim) {
                size = Long.MAX_VALUE;
            } else {
                size *= dim;
            }
        }
        return size;
    }

    private static long saturatedSum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
