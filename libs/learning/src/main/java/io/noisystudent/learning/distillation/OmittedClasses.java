package io.noisystudent.learning.distillation;

import io.noisystudent.learning.training.LabeledSamples;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Classes that are left out of a transfer set (Hinton, Vinyals, Dean 2015, section 3).
 *
 * @param labels of the classes
 */
public record OmittedClasses(Set<Integer> labels) {
    public OmittedClasses {
        labels = Set.copyOf(labels);
    }

    /** The images of all other classes. */
    public LabeledSamples leave(LabeledSamples all) {
        if (labels.isEmpty()) {
            return all;
        }
        return all.selected(IntStream.range(0, all.size())
                .filter(row -> !labels.contains(all.labels()[row]))
                .toArray());
    }
}
