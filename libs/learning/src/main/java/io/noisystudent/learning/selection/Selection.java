package io.noisystudent.learning.selection;

import io.noisystudent.learning.selection.SelectionReport.ClassCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The chosen samples, in ascending order of their index, how often each of them enters the training, and what its rows
 * weigh in the loss.
 *
 * @param indices positions among the candidates
 * @param copies as long as {@code indices}, each at least 1
 * @param weights as long as {@code indices}, from 0 to 1
 */
@SuppressWarnings("ArrayRecordComponent") // millions of samples: a list would box every one; nobody compares selections
public record Selection(int[] indices, int[] copies, float[] weights, SelectionReport report) {

    /** All weights 1. */
    static Selection of(TeacherLabels candidates, int target, int[] copies) {
        return of(candidates, target, copies, i -> 1);
    }

    /**
     * What was chosen of these candidates.
     *
     * @param target rows wanted of each class, for the report
     * @param copies by candidate, 0 for what was not chosen
     * @param weights by candidate
     */
    static Selection of(TeacherLabels candidates, int target, int[] copies, IntToDoubleFunction weights) {
        int[] indices =
                IntStream.range(0, copies.length).filter(i -> copies[i] > 0).toArray();
        float[] chosenWeights = new float[indices.length];
        for (int i = 0; i < indices.length; i++) {
            chosenWeights[i] = (float) weights.applyAsDouble(indices[i]);
        }
        int[] chosenCopies = Arrays.stream(indices).map(i -> copies[i]).toArray();
        SelectionReport report = new SelectionReport(
                candidates.size(),
                target,
                indices.length,
                Arrays.stream(chosenCopies).sum(),
                count(candidates, indices, copies));
        return new Selection(indices, chosenCopies, chosenWeights, report);
    }

    private static List<ClassCount> count(TeacherLabels candidates, int[] indices, int[] copies) {
        int[] unique = new int[candidates.classes()];
        int[] total = new int[candidates.classes()];
        double[] threshold = new double[candidates.classes()];
        Arrays.fill(threshold, 1);
        for (int i : indices) {
            int label = candidates.label(i);
            unique[label]++;
            total[label] += copies[i];
            threshold[label] = Math.min(threshold[label], candidates.confidence(i));
        }
        int[] accepted = candidates.countPerClass();
        List<ClassCount> counts = new ArrayList<>(accepted.length);
        for (int k = 0; k < accepted.length; k++) {
            counts.add(new ClassCount(accepted[k], unique[k], total[k], threshold[k]));
        }
        return counts;
    }

    /** Every index as often as it has copies: one entry per row of the training set. */
    public int[] rows() {
        return IntStream.range(0, indices.length)
                .flatMap(i -> IntStream.generate(() -> indices[i]).limit(copies[i]))
                .toArray();
    }

    @Override
    public String toString() {
        return "Selection[" + indices.length + " samples, "
                + Arrays.stream(copies).sum() + " rows]";
    }
}
