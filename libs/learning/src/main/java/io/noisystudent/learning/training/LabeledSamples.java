package io.noisystudent.learning.training;

/**
 * Images whose classes people gave.
 *
 * @param labels class per image
 */
@SuppressWarnings("ArrayRecordComponent") // one int per sample, never compared
public record LabeledSamples(SampleSource images, int[] labels) {
    public LabeledSamples {
        if (images.size() != labels.length) {
            throw new IllegalArgumentException(images.size() + " images but " + labels.length + " labels");
        }
    }

    int size() {
        return labels.length;
    }
}
