package io.noisystudent.contracts.event;

import io.noisystudent.contracts.log.LogRange;
import java.util.List;

/**
 * Exactly what a training run reads.
 *
 * @param labeled ranges of the labeled log; only the split {@code train} is learned from
 * @param unlabeled ranges of the unlabeled log; empty for supervised training
 * @param pseudoLabels ranges in which the answers to the labeling tasks are, among others
 * @param labelingTasks how many answers there are
 * @param samples how many unlabeled samples these answers account for
 */
public record TrainingRanges(
        List<LogRange> labeled,
        List<LogRange> unlabeled,
        List<LogRange> pseudoLabels,
        int labelingTasks,
        long samples) {
    public TrainingRanges {
        labeled = List.copyOf(labeled);
        unlabeled = List.copyOf(unlabeled);
        pseudoLabels = List.copyOf(pseudoLabels);
    }

    public static TrainingRanges supervised(List<LogRange> labeled) {
        return new TrainingRanges(labeled, List.of(), List.of(), 0, 0);
    }
}
