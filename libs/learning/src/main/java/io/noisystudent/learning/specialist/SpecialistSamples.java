package io.noisystudent.learning.specialist;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.SampleSource;
import java.nio.ByteBuffer;
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
        int[] outputs =
                IntStream.of(rows).map(row -> classes.output(all.labels()[row])).toArray();
        return new SpecialistSamples(
                new LabeledSamples(new Rows(all.images(), rows), outputs),
                Math.log((double) others.length / known.length));
    }

    private static int[] rows(LabeledSamples all, SpecialistClasses classes, boolean areKnown) {
        return IntStream.range(0, all.size())
                .filter(row -> classes.knows(all.labels()[row]) == areKnown)
                .toArray();
    }

    @SuppressWarnings("ArrayRecordComponent") // one int per row, never compared
    private record Rows(SampleSource images, int[] rows) implements SampleSource {
        @Override
        public int size() {
            return rows.length;
        }

        @Override
        public ImageShape shape() {
            return images.shape();
        }

        @Override
        public void read(int index, ByteBuffer destination) {
            images.read(rows[index], destination);
        }
    }
}
