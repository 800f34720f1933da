package io.noisystudent.learning.selection;

import java.util.Arrays;

/**
 * Lets pass what is as confident as the teacher is on average on held-out samples of the class, so that a class of which
 * it is always sure asks for more than one of which it never is.
 *
 * <p>The thresholds of confident learning (Northcutt, Jiang, Chuang, JAIR 2021; the cleanlab library), used to filter: a
 * sample is dropped that is confident in no class, or in another than its most probable one.
 */
public final class ConfidentSamples implements SelectionMethod {
    private static final double TOLERANCE = 1e-6;

    private final double[] thresholds;
    private final SelectionMethod next;

    /** @param next chooses among what passed */
    public ConfidentSamples(HeldOutLabels heldOut, SelectionMethod next) {
        this.thresholds = thresholds(heldOut);
        this.next = next;
    }

    /**
     * Mean probability of the class k over the samples labeled k; a class without samples has the mean of the other
     * thresholds.
     */
    static double[] thresholds(HeldOutLabels heldOut) {
        double[] sums = new double[heldOut.classes()];
        int[] counts = new int[heldOut.classes()];
        float[] row = new float[heldOut.classes()];
        for (int i = 0; i < heldOut.size(); i++) {
            int label = heldOut.labels()[i];
            heldOut.distributions().read(i, row);
            sums[label] += row[label];
            counts[label]++;
        }
        double[] means = new double[heldOut.classes()];
        Arrays.setAll(means, k -> counts[k] == 0 ? Double.NaN : sums[k] / counts[k]);
        double mean = Arrays.stream(means).filter(m -> m >= 0).average().orElse(0);
        return Arrays.stream(means).map(m -> Double.isNaN(m) ? mean : m).toArray();
    }

    @Override
    public Selection select(TeacherLabels candidates) {
        return next.select(
                candidates.keeping(i -> candidates.confidence(i) >= thresholds[candidates.label(i)] - TOLERANCE));
    }
}
