package io.noisystudent.networks.validation;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** One node together with what is known of its inputs. */
final class NodeShapes {
    private final Node node;
    private final Map<String, long[]> shapes;
    private final Map<String, Tensor> constants;
    private long multiplyAdds;

    NodeShapes(Node node, Map<String, long[]> shapes, Map<String, Tensor> constants) {
        this.node = node;
        this.shapes = shapes;
        this.constants = constants;
    }

    Node node() {
        return node;
    }

    /** The shape of a required input. */
    long[] input(int position) {
        String value = node.input(position).orElseThrow(() -> bad("lacks input " + position));
        long[] shape = shapes.get(value);
        if (shape == null) {
            throw unknown("has an input whose shape is not known, " + value);
        }
        return shape;
    }

    /** The shape of a required input with exactly that many axes. */
    long[] input(int position, int rank) {
        long[] shape = input(position);
        if (shape.length != rank) {
            throw bad("takes " + rank + " axes and gets " + Arrays.toString(shape));
        }
        return shape;
    }

    /** A small input whose numbers are known before running. */
    Optional<Tensor> known(int position) {
        return node.input(position).map(constants::get);
    }

    /** A small integer input whose numbers are known before running. */
    Optional<Tensor> integers(int position) {
        return known(position).filter(tensor -> tensor.type() != ElementType.FLOAT);
    }

    /** A small float input whose numbers are known before running. */
    Optional<float[]> floats(int position) {
        return known(position)
                .filter(tensor -> tensor.type() == ElementType.FLOAT)
                .map(Tensor::floats);
    }

    /** The numbers of an optional input; an error when they are given but not known before running. */
    Optional<long[]> numbers(int position) {
        if (node.input(position).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(integers(position)
                .orElseThrow(() -> unknown("has a shape that depends on computed numbers, "
                        + node.inputs().get(position)))
                .longs());
    }

    /** Axes from an input or, in older operator sets, from the attribute. */
    Optional<long[]> axes(int position) {
        Optional<long[]> given = numbers(position);
        return given.isPresent() || !node.attributes().containsKey("axes")
                ? given
                : Optional.of(node.intsAttribute("axes"));
    }

    /** An axis counted from the start. */
    int axis(long axis, int rank) {
        long counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= rank) {
            throw bad("has axis " + axis + " of " + rank);
        }
        return (int) counted;
    }

    void addMultiplyAdds(long... factors) {
        multiplyAdds = Shapes.size(factors);
    }

    long multiplyAdds() {
        return multiplyAdds;
    }

    void require(boolean holds, String otherwise) {
        if (!holds) {
            throw bad(otherwise);
        }
    }

    NoisyStudentException bad(String what) {
        return new NoisyStudentException(ErrorCode.BAD_GRAPH, node.name(), message(what));
    }

    UnknownShapeException unknown(String what) {
        return new UnknownShapeException(ErrorCode.BAD_GRAPH, node.name(), message(what));
    }

    /** A runtime may have an answer; the trainer has none. */
    UnknownShapeException unsupported(String what) {
        return new UnknownShapeException(ErrorCode.UNSUPPORTED_OPERATOR, node.name(), message(what));
    }

    private String message(String what) {
        return "node " + node.name() + " (" + node.operator() + ") " + what;
    }
}
