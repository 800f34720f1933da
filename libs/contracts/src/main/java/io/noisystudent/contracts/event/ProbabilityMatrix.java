package io.noisystudent.contracts.event;

import java.util.Arrays;

/**
 * A dense matrix of class probabilities, one row per sample, float32, row-major.
 *
 * <p>Immutable by convention: the array is not copied, since it can hold many megabytes; it is not written to after
 * construction.
 */
public final class ProbabilityMatrix {
    /** Most probabilities of one message: 256 MiB for the reader, whatever the bytes of the message. */
    public static final long MAX_VALUES = 1L << 26;

    private final int classes;
    private final float[] values;

    /** Takes ownership of {@code values}, whose length is a multiple of {@code classes}. */
    public ProbabilityMatrix(int classes, float[] values) {
        if (classes < 1 || values.length % classes != 0) {
            throw new IllegalArgumentException(values.length + " probabilities for " + classes + " classes");
        }
        this.classes = classes;
        this.values = values;
    }

    /** Most rows of one message. */
    public static int maxRows(int classes) {
        return (int) (MAX_VALUES / classes);
    }

    public int rows() {
        return values.length / classes;
    }

    public int classes() {
        return classes;
    }

    public float at(int row, int label) {
        return values[row * classes + label];
    }

    /** Copies one row into {@code destination} from {@code offset} on. */
    public void copyRow(int row, float[] destination, int offset) {
        System.arraycopy(values, row * classes, destination, offset, classes);
    }

    /** Index of the most probable class; the lowest one on a tie. */
    public int argmax(int row) {
        int best = 0;
        for (int label = 1; label < classes; label++) {
            if (at(row, label) > at(row, best)) {
                best = label;
            }
        }
        return best;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProbabilityMatrix that && classes == that.classes && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * classes + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "ProbabilityMatrix[" + rows() + " x " + classes + "]";
    }
}
