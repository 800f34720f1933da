package io.noisystudent.learning.selection;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The same number of rows of every class.
 *
 * <p>Of a rich class the most confident samples are taken; of a scarce one all, repeated {@code floor(M/n)} times, and
 * the most confident once more until the target M is met. This is the deterministic form of the filter of Noisy Student
 * (Xie et al. 2020, section 3.2). Equal confidences keep their order.
 */
public final class MostConfident implements SelectionMethod {
    private final ClassTarget target;

    public MostConfident(ClassTarget target) {
        this.target = target;
    }

    @Override
    public Selection select(TeacherLabels candidates) {
        int wanted = target.rows(candidates.countPerClass());
        int[] copies = new int[candidates.size()];
        for (List<Integer> ranked : rankPerClass(candidates).values()) {
            int unique = Math.min(ranked.size(), wanted);
            int total = target.duplicateScarce() && unique > 0 ? wanted : unique;
            for (int rank = 0; rank < unique; rank++) {
                copies[ranked.get(rank)] = total / unique + (rank < total % unique ? 1 : 0);
            }
        }
        return Selection.of(candidates, wanted, copies);
    }

    /** The candidates in the running of each class, most confident first. */
    static Map<Integer, List<Integer>> rankPerClass(TeacherLabels candidates) {
        return candidates
                .running()
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -candidates.confidence(i)))
                .collect(Collectors.groupingBy(candidates::label));
    }
}
