package io.noisystudent.learning.selection;

import java.util.function.IntToDoubleFunction;

/** Every sample once, each with a weight. */
final class EverySample implements SelectionMethod {
    /** All weights are 1: the reference code's {@code use_all}. */
    static final SelectionMethod UNWEIGHTED = new EverySample(i -> 1);

    private final IntToDoubleFunction weights;

    /** @param weights by candidate */
    EverySample(IntToDoubleFunction weights) {
        this.weights = weights;
    }

    @Override
    public Selection select(TeacherLabels candidates) {
        int[] copies = new int[candidates.size()];
        candidates.running().forEach(i -> copies[i] = 1);
        return Selection.of(candidates, 0, copies, weights);
    }
}
