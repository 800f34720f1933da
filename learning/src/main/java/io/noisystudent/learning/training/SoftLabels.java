package io.noisystudent.learning.training;

/** The teacher's distributions over the classes, one per sample; read by several threads at once. */
@FunctionalInterface
public interface SoftLabels {
    /** Writes the distribution of sample {@code index} into {@code row}, whose length is the number of classes. */
    void read(int index, float[] row);
}
