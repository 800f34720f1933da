package io.noisystudent.learning.training;

import java.util.function.Consumer;

/** Distributions over the classes, one per sample, of a teacher or of people; read by several threads at once. */
@FunctionalInterface
public interface SoftLabels {
    /** Writes the distribution of sample {@code index} into {@code row}, whose length is the number of classes. */
    void read(int index, float[] row);

    /** What the loss of sample {@code index} is multiplied by, from 0 to 1; the mean is over all rows all the same. */
    default double weight(int index) {
        return 1;
    }

    /** Those of the samples at these places. */
    default SoftLabels selected(int[] rows) {
        SoftLabels original = this;
        return new SoftLabels() {
            @Override
            public void read(int index, float[] row) {
                original.read(rows[index], row);
            }

            @Override
            public double weight(int index) {
                return original.weight(rows[index]);
            }
        };
    }

    /** The same samples with changed distributions; {@code change} gets one row after the other, on any thread. */
    default SoftLabels changed(Consumer<float[]> change) {
        SoftLabels original = this;
        return new SoftLabels() {
            @Override
            public void read(int index, float[] row) {
                original.read(index, row);
                change.accept(row);
            }

            @Override
            public double weight(int index) {
                return original.weight(index);
            }
        };
    }
}
