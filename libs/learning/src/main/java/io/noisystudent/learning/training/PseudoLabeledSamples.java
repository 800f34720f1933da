package io.noisystudent.learning.training;

import io.noisystudent.learning.objective.Fairness;
import io.noisystudent.learning.objective.Targets;

/**
 * Images that the teacher labeled.
 *
 * @param rows indices of the selected images; one that was selected with copies is there as often
 * @param labels by the same indices
 */
@SuppressWarnings("ArrayRecordComponent") // one int per row, never compared
public record PseudoLabeledSamples(SampleSource images, int[] rows, SoftLabels labels) {
    int size() {
        return rows.length;
    }

    /** The term that asks of the student what the teacher expects of these rows. */
    Fairness fairness(int classes) {
        double[] mean = new double[classes];
        double[] frequencies = new double[classes];
        float[] distribution = new float[classes];
        for (int row : rows) {
            labels.read(row, distribution);
            for (int k = 0; k < classes; k++) {
                mean[k] += distribution[k] / (double) rows.length;
            }
            frequencies[Targets.argmax(distribution)] += 1.0 / rows.length;
        }
        return Fairness.of(mean, frequencies);
    }
}
