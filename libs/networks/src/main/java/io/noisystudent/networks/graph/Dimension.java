package io.noisystudent.networks.graph;

import static java.util.Objects.requireNonNull;

/** One axis of a declared shape: a number, or a name for a size that is known only when the graph runs. */
public sealed interface Dimension {
    static Dimension of(long size) {
        return new Fixed(size);
    }

    static Dimension of(String symbol) {
        return new Symbolic(symbol);
    }

    /** A known size, zero or more. */
    record Fixed(long size) implements Dimension {
        public Fixed {
            if (size < 0) {
                throw new IllegalArgumentException("size is " + size + "; sizes are not negative");
            }
        }

        @Override
        public String toString() {
            return Long.toString(size);
        }
    }

    /** A size with a name, such as the batch {@code N}; an empty name is a size of which nothing is known. */
    record Symbolic(String symbol) implements Dimension {
        public Symbolic {
            requireNonNull(symbol, "symbol is null");
        }

        @Override
        public String toString() {
            return symbol.isEmpty() ? "?" : symbol;
        }
    }
}
