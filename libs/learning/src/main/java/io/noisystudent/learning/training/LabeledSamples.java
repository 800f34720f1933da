package io.noisystudent.learning.training;

import java.util.Optional;
import java.util.stream.IntStream;

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

    /** The images at these places, in their order; one may be there several times. */
    public LabeledSamples selected(int[] rows) {
        int[] chosen = IntStream.of(rows).map(row -> labels[row]).toArray();
        return new LabeledSamples(
                new SelectedSamples(images, rows),
                chosen,
                soft.map(all -> all.selected(rows)),
                targets.map(all -> all.selected(rows)));
    }

    public int size() {
        return labels.length;
    }
}
