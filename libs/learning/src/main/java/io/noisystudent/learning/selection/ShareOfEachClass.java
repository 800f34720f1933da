package io.noisystudent.learning.selection;

import java.util.BitSet;
import java.util.List;

/**
 * Lets pass a share of every class, the most confident ones, rounded up.
 *
 * <p>The percentiles of curriculum labeling (Cascante-Bonilla, Tan, Qi, Ordonez, AAAI 2021), taken in each class, so that a
 * class of which the teacher is never sure is not left out at the beginning. Equal confidences keep their order.
 */
public final class ShareOfEachClass implements SelectionMethod {
    /** Below it a product is what rounding left above a whole number. */
    private static final double TOLERANCE = 1e-9;

    private final double share;
    private final SelectionMethod next;

    /** @param next chooses among what passed */
    public ShareOfEachClass(double share, SelectionMethod next) {
        this.share = share;
        this.next = next;
    }

    @Override
    public Selection select(TeacherLabels candidates) {
        BitSet passed = new BitSet(candidates.size());
        for (List<Integer> ranked : MostConfident.rankPerClass(candidates).values()) {
            int count = (int) Math.ceil(ranked.size() * share - TOLERANCE);
            ranked.subList(0, count).forEach(passed::set);
        }
        return next.select(candidates.keeping(passed::get));
    }
}
