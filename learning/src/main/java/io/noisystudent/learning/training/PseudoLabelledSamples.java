package io.noisystudent.learning.training;

/**
 * Images that the teacher labelled.
 *
 * @param rows indices of the selected images; one that was selected with copies is there as often
 * @param labels by the same indices
 */
@SuppressWarnings("ArrayRecordComponent") // one int per row, never compared
public record PseudoLabelledSamples(SampleSource images, int[] rows, SoftLabels labels) {
    int size() {
        return rows.length;
    }
}
