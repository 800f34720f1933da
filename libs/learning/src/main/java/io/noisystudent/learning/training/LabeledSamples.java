package io.noisystudent.learning.training;

import java.util.Optional;

/**
 * Images whose classes people gave.
 *
 * @param labels class per image
 * @param soft a teacher's distributions for the same images, where an objective reads them
 */
@SuppressWarnings("ArrayRecordComponent") // one int per sample, never compared
public record LabeledSamples(SampleSource images, int[] labels, Optional<SoftLabels> soft) {
    public LabeledSamples {
        if (images.size() != labels.length) {
            throw new IllegalArgumentException(images.size() + " images but " + labels.length + " labels");
        }
    }

    /** Without a teacher's distributions. */
    public LabeledSamples(SampleSource images, int[] labels) {
        this(images, labels, Optional.empty());
    }

    public int size() {
        return labels.length;
    }
}
