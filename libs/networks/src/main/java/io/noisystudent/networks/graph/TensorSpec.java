package io.noisystudent.networks.graph;

import java.util.List;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/** The declaration of a graph's input or output: name, element type and shape. */
public record TensorSpec(String name, ElementType type, List<Dimension> shape) {
    public TensorSpec {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        shape = List.copyOf(shape);
    }

    /** Such as {@code images: UINT8 (N, 28, 28, 1)}. */
    @Override
    public String toString() {
        return name + ": " + type
                + shape.stream().map(Dimension::toString).collect(Collectors.joining(", ", " (", ")"));
    }
}
