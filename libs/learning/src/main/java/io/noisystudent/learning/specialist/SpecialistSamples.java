package io.noisystudent.learning.specialist;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.training.LabeledSamples;
import java.util.stream.IntStream;

/**
 * What a specialist is trained on: half of the images are of the classes that it knows, half of all others. The fewer are
 * repeated, so that every image of the more is in each pass.
 *
 * @param samples with the outputs of the specialist for labels
 * @param dustbinCorrection logarithm of the factor by which images of known classes were over-sampled against the others:
 *     added to the logit of the dustbin, it turns the probabilities for training images into those for all images
 */
public record SpecialistSamples(LabeledSamples samples, double dustbinCorrection) {
    /** @throws NoisyStudentException {@code NO_TRAINING_DATA} without an image of the known classes, or of the others */
    public static SpecialistSamples of(LabeledSamples all, SpecialistClasses classes) {
        int[] known = rows(all, classes, true);
        int[] others = rows(all, classes, false);
        if (known.length == 0 || others.length == 0) {
            throw new NoisyStudentException(
                    ErrorCode.NO_TRAINING_DATA,
                    "specialist",
                    known.length + " images of the classes " + classes.known() + " and " + others.length
                            + " of others; a specialist needs some of both");
        }
        int half = Math.max(known.length, others.length);
        int[] rows = IntStream.range(0, 2 * half)
                .map(i -> i < half ? known[i % known.length] : others[(i - half) % others.length])
                .toArray();
        return new SpecialistSamples(
                outputs(all.selected(rows), classes), Math.log((double) others.length / known.length));
    }

    /** The same images with the outputs of the specialist for labels; doubt about labels does not count. */
    public static LabeledSamples outputs(LabeledSamples all, SpecialistClasses classes) {
        return new LabeledSamples(
                all.images(), IntStream.of(all.labels()).map(classes::output).toArray());
    }

    private static int[] rows(LabeledSamples all, SpecialistClasses classes, boolean areKnown) {
        return IntStream.range(0, all.size())
                .filter(row -> classes.knows(all.labels()[row]) == areKnown)
                .toArray();
    }
}
