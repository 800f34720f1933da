package io.noisystudent.learning.selection;

import io.noisystudent.learning.objective.Targets;
import io.noisystudent.learning.training.SoftLabels;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The teacher's labels of all candidates of one generation: class and confidence at hand, distributions on demand. Some
 * candidates are in the running, others were filtered out; indices never change.
 *
 * <p>Immutable. 8 bytes per candidate, shared between the narrower views.
 */
public final class TeacherLabels {
    private final int classes;
    private final int[] labels;
    private final float[] confidences;
    private final SoftLabels distributions;
    private final BitSet running;

    private TeacherLabels(int classes, int[] labels, float[] confidences, SoftLabels distributions, BitSet running) {
        this.classes = classes;
        this.labels = labels;
        this.confidences = confidences;
        this.distributions = distributions;
        this.running = running;
    }

    /** All of {@code size} candidates, whose distributions over {@code classes} classes are given. */
    public static TeacherLabels of(int size, int classes, SoftLabels distributions) {
        int[] labels = new int[size];
        float[] confidences = new float[size];
        float[] row = new float[classes];
        for (int i = 0; i < size; i++) {
            distributions.read(i, row);
            labels[i] = Targets.argmax(row);
            confidences[i] = row[labels[i]];
        }
        BitSet all = new BitSet(size);
        all.set(0, size);
        return new TeacherLabels(classes, labels, confidences, distributions, all);
    }

    /** The same candidates, of which only those stay in the running that pass. */
    public TeacherLabels keeping(IntPredicate passes) {
        BitSet left = new BitSet(labels.length);
        running().filter(passes).forEach(left::set);
        return new TeacherLabels(classes, labels, confidences, distributions, left);
    }

    /** The same candidates with changed distributions; {@code change} gets one row after the other. */
    public TeacherLabels changed(Consumer<float[]> change) {
        return of(size(), classes, distributions.changed(change)).keeping(running::get);
    }

    /** Without what is less confident than {@code floor}. */
    public TeacherLabels atLeast(double floor) {
        return keeping(i -> confidences[i] >= floor);
    }

    /** Number of candidates, those out of the running included. */
    public int size() {
        return labels.length;
    }

    public int classes() {
        return classes;
    }

    /** The most probable class of a candidate. */
    public int label(int candidate) {
        return labels[candidate];
    }

    /** The probability of that class. */
    public float confidence(int candidate) {
        return confidences[candidate];
    }

    /** Writes the distribution of a candidate into {@code row}. */
    public void read(int candidate, float[] row) {
        distributions.read(candidate, row);
    }

    /** The candidates in the running, ascending. */
    public IntStream running() {
        return running.stream();
    }

    /** How many are in the running. */
    public int count() {
        return running.cardinality();
    }

    /** How many of each class are in the running. */
    public int[] countPerClass() {
        int[] counts = new int[classes];
        running().forEach(i -> counts[labels[i]]++);
        return counts;
    }

    /** Mean confidence of those in the running; 0 if there are none. */
    public double meanConfidence() {
        return running().mapToDouble(i -> confidences[i]).average().orElse(0);
    }

    /** Mean distribution of those in the running; zeros if there are none. */
    public double[] meanDistribution() {
        double[] mean = new double[classes];
        float[] row = new float[classes];
        int count = count();
        running().forEach(i -> {
            read(i, row);
            for (int k = 0; k < classes; k++) {
                mean[k] += row[k] / (double) count;
            }
        });
        return mean;
    }
}
