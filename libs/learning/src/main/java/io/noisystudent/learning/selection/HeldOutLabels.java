package io.noisystudent.learning.selection;

import io.noisystudent.learning.training.SoftLabels;
import java.util.function.Consumer;

/**
 * The teacher's distributions of samples whose classes people gave and that it did not learn from.
 *
 * @param labels class per sample
 * @param distributions by the same indices
 */
@SuppressWarnings("ArrayRecordComponent") // one int per sample, never compared
public record HeldOutLabels(int classes, int[] labels, SoftLabels distributions) {
    public int size() {
        return labels.length;
    }

    HeldOutLabels changed(Consumer<float[]> change) {
        return new HeldOutLabels(classes, labels, distributions.changed(change));
    }
}
