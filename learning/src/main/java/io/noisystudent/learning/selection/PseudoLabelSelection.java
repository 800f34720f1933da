package io.noisystudent.learning.selection;

import io.noisystudent.learning.selection.SelectionReport.ClassCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses pseudo-labels over all of them at once: a floor on confidence, then the same number of rows of every class.
 *
 * <p>Of a rich class the most confident samples are taken; of a scarce one all, repeated {@code floor(M/n)} times, and
 * the most confident once more until the target M is met. This is the deterministic form of the filter of Noisy Student
 * (Xie et al. 2020, section 3.2); the reference code thins and repeats at random instead. Equal confidences keep their
 * order, so that the same labels always give the same selection.
 */
public final class PseudoLabelSelection {
    private final SelectionPolicy policy;

    public PseudoLabelSelection(SelectionPolicy policy) {
        this.policy = policy;
    }

    /**
     * Selects among the samples whose most probable class and its probability are given.
     *
     * @param classCount number of classes, all labels are below it
     * @param labels most probable class per sample
     * @param confidences its probability, as long as {@code labels}
     */
    public Selection select(int classCount, int[] labels, float[] confidences) {
        if (labels.length != confidences.length) {
            throw new IllegalArgumentException(
                    labels.length + " labels but " + confidences.length + " confidences; both are one per sample");
        }
        List<int[]> ranked = rankPerClass(classCount, labels, confidences);
        int target = policy.perClass() == SelectionPolicy.AUTO ? median(ranked) : policy.perClass();
        int[] copies = new int[labels.length];
        List<ClassCount> counts = new ArrayList<>(classCount);
        for (int[] ofClass : ranked) {
            int unique = Math.min(ofClass.length, target);
            int total = policy.duplicateScarce() && unique > 0 ? target : unique;
            for (int rank = 0; rank < unique; rank++) {
                copies[ofClass[rank]] = total / unique + (rank < total % unique ? 1 : 0);
            }
            double threshold = unique == 0 ? 1 : confidences[ofClass[unique - 1]];
            counts.add(new ClassCount(ofClass.length, unique, total, threshold));
        }
        int[] indices =
                IntStream.range(0, copies.length).filter(i -> copies[i] > 0).toArray();
        int[] chosenCopies = Arrays.stream(indices).map(i -> copies[i]).toArray();
        int total = Arrays.stream(chosenCopies).sum();
        return new Selection(
                indices, chosenCopies, new SelectionReport(labels.length, target, indices.length, total, counts));
    }

    /** The accepted samples of each class, most confident first. */
    private List<int[]> rankPerClass(int classCount, int[] labels, float[] confidences) {
        List<List<Integer>> accepted = new ArrayList<>();
        for (int c = 0; c < classCount; c++) {
            accepted.add(new ArrayList<>());
        }
        for (int i = 0; i < labels.length; i++) {
            if (confidences[i] >= policy.floor()) {
                accepted.get(labels[i]).add(i);
            }
        }
        return accepted.stream()
                .map(indices -> indices.stream()
                        .sorted((a, b) -> Float.compare(confidences[b], confidences[a]))
                        .mapToInt(Integer::intValue)
                        .toArray())
                .toList();
    }

    private static int median(List<int[]> ranked) {
        int[] counts = ranked.stream()
                .mapToInt(ofClass -> ofClass.length)
                .filter(n -> n > 0)
                .sorted()
                .toArray();
        int middle = counts.length / 2;
        if (counts.length == 0) {
            return 0;
        }
        return counts.length % 2 == 1 ? counts[middle] : (counts[middle - 1] + counts[middle]) / 2;
    }
}
