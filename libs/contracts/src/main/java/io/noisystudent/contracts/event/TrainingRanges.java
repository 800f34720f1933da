package io.noisystudent.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.log.LogRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exactly what a training run reads, and how.
 *
 * @param labeled ranges of the labeled log; only the split {@code train} is learned from
 * @param unlabeled ranges of the unlabeled log; empty for supervised training
 * @param pseudoLabels ranges in which the answers to the labeling tasks are, among others
 * @param labelingTasks how many answers there are
 * @param samples how many unlabeled samples these answers account for
 * @param resize how images are brought to their size; null in what was written before there was a choice
 * @param image to which they are brought; null is the shape of the pipeline's images
 */
public record TrainingRanges(
        List<LogRange> labeled,
        List<LogRange> unlabeled,
        List<LogRange> pseudoLabels,
        int labelingTasks,
        long samples,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Resize resize,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ImageShape image) {
    public TrainingRanges {
        labeled = List.copyOf(labeled);
        unlabeled = List.copyOf(unlabeled);
        pseudoLabels = List.copyOf(pseudoLabels);
    }

    /** Of images that are stretched. */
    public TrainingRanges(
            List<LogRange> labeled,
            List<LogRange> unlabeled,
            List<LogRange> pseudoLabels,
            int labelingTasks,
            long samples) {
        this(labeled, unlabeled, pseudoLabels, labelingTasks, samples, null, null);
    }

    /** The same, with images that are resized in this way. */
    public TrainingRanges resizedBy(Resize other) {
        return new TrainingRanges(labeled, unlabeled, pseudoLabels, labelingTasks, samples, other, image);
    }

    /** The same, with images of this shape. */
    public TrainingRanges ofImages(ImageShape other) {
        return new TrainingRanges(labeled, unlabeled, pseudoLabels, labelingTasks, samples, resize, other);
    }

    /** How images are brought to the pipeline's size; before there was a choice they were stretched. */
    public Resize resizeOrDefault() {
        return resize == null ? Resize.STRETCH : resize;
    }

    public static TrainingRanges supervised(List<LogRange> labeled) {
        return new TrainingRanges(labeled, List.of(), List.of(), 0, 0);
    }
}
