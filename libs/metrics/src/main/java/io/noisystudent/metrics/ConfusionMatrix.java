package io.noisystudent.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Counts of samples by true class (rows) and predicted class (columns). Not thread-safe. */
public final class ConfusionMatrix {
    private final long[][] counts;

    public ConfusionMatrix(int classes) {
        counts = new long[classes][classes];
    }

    public void add(int truth, int predicted) {
        counts[truth][predicted]++;
    }

    public int classes() {
        return counts.length;
    }

    public long count(int truth, int predicted) {
        return counts[truth][predicted];
    }

    /** All samples. */
    public long total() {
        return Arrays.stream(counts).mapToLong(ConfusionMatrix::sum).sum();
    }

    /** Samples on the diagonal. */
    public long hits() {
        return IntStream.range(0, classes()).mapToLong(c -> counts[c][c]).sum();
    }

    /** Share of the samples that are predicted right; 0 without samples. */
    public double accuracy() {
        return ratio(hits(), total(), 0);
    }

    /** Share of the samples of that class that are predicted as it; 1 without any, for nothing was missed. */
    public double recall(int truth) {
        return ratio(counts[truth][truth], sum(counts[truth]), 1);
    }

    /** Share of the predictions of that class that are right; 1 without any, for nothing was wrong. */
    public double precision(int predicted) {
        long predictions =
                Arrays.stream(counts).mapToLong(row -> row[predicted]).sum();
        return ratio(counts[predicted][predicted], predictions, 1);
    }

    /** {@link #recall} of every class. */
    public List<Double> recalls() {
        return IntStream.range(0, classes()).mapToObj(this::recall).toList();
    }

    /** A copy of the counts, one list per true class. */
    public List<List<Long>> rows() {
        return Arrays.stream(counts)
                .map(row -> Arrays.stream(row).boxed().toList())
                .toList();
    }

    private static long sum(long[] row) {
        return Arrays.stream(row).sum();
    }

    private static double ratio(long part, long whole, double empty) {
        return whole == 0 ? empty : (double) part / whole;
    }
}
