package io.noisystudent.learning.training;

import java.util.Optional;

/**
 * Images whose classes people gave.
 *
 * @param labels class per image, the most probable one where people were not sure
 * @param soft a teacher's distributions for the same images, where an objective reads them
 * @param targets what to learn of the same images, a distribution each; absent where every label is certain
 */
@SuppressWarnings("ArrayRecordComponent") // one int per sample, never compared
public record LabeledSamples(
        SampleSource images, int[] labels, Optional<SoftLabels> soft, Optional<SoftLabels> targets) {
    public LabeledSamples {
        if (images.size() != labels.length) {
            throw new IllegalArgumentException(images.size() + " images but " + labels.length + " labels");
        }
    }

    /** Without a teacher's distributions and without doubt. */
    public LabeledSamples(SampleSource images, int[] labels) {
        this(images, labels, Optional.empty(), Optional.empty());
    }

    /** Without a teacher's distributions, with doubt. */
    public LabeledSamples(SampleSource images, int[] labels, SoftLabels targets) {
        this(images, labels, Optional.empty(), Optional.of(targets));
    }

    public int size() {
        return labels.length;
    }
}
