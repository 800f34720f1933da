package io.noisystudent.supplychain;

import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * A part of a product.
 *
 * @param sha256 of the file in hexadecimal; empty for what is inside another component's file
 * @param parts what its file contains besides: shaded artifacts, jars in the jar, native libraries
 */
record Component(Coordinates coordinates, String sha256, List<Component> parts) implements Comparable<Component> {
    Component {
        requireNonNull(coordinates, "coordinates is null");
        requireNonNull(sha256, "sha256 is null");
        parts = parts.stream().sorted().distinct().toList();
    }

    static Component inside(Coordinates coordinates) {
        return new Component(coordinates, "", List.of());
    }

    @Override
    public int compareTo(Component other) {
        return coordinates.compareTo(other.coordinates);
    }
}
