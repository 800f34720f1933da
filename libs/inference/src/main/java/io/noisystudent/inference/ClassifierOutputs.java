package io.noisystudent.inference;

import java.nio.FloatBuffer;

/**
 * The outputs of one run, as views of the classifier's memory: valid until its next run.
 *
 * <p>Rows are images in the order of the input, columns are classes.
 */
public final class ClassifierOutputs {
    private final int count;
    private final int classes;
    private final FloatBuffer logits;
    private final FloatBuffer probabilities;

    ClassifierOutputs(int count, int classes, FloatBuffer logits, FloatBuffer probabilities) {
        this.count = count;
        this.classes = classes;
        this.logits = logits;
        this.probabilities = probabilities;
    }

    /** Number of images. */
    public int count() {
        return count;
    }

    /** Number of classes. */
    public int classes() {
        return classes;
    }

    /** Unnormalized log probabilities (count, classes), row-major, read-only. */
    public FloatBuffer logits() {
        return logits.asReadOnlyBuffer();
    }

    /** Probabilities (count, classes), row-major, read-only; each row sums to 1. */
    public FloatBuffer probabilities() {
        return probabilities.asReadOnlyBuffer();
    }

    public float probability(int row, int label) {
        return probabilities.get(offset(row) + label);
    }

    /** The most probable class of a row; the lowest index of equals. */
    public int best(int row) {
        int offset = offset(row);
        int best = 0;
        for (int label = 1; label < classes; label++) {
            if (probabilities.get(offset + label) > probabilities.get(offset + best)) {
                best = label;
            }
        }
        return best;
    }

    /** The probability of the most probable class of a row. */
    public float confidence(int row) {
        return probability(row, best(row));
    }

    /** Copies the probabilities of a row. */
    public float[] probabilities(int row) {
        float[] copy = new float[classes];
        probabilities.get(offset(row), copy);
        return copy;
    }

    private int offset(int row) {
        if (row < 0 || row >= count) {
            throw new IndexOutOfBoundsException("row " + row + " of " + count);
        }
        return row * classes;
    }
}
