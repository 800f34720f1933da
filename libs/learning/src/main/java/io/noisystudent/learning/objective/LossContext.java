package io.noisystudent.learning.objective;

import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.torch.Compute;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/**
 * What the terms of one network's loss see of one step.
 *
 * @param compute where new tensors come from
 * @param student the network's outputs, with gradients; float32 logits
 * @param teachers outputs of the teachers in the loop for their view, without gradient; empty where no term asks
 * @param peers logits of the other networks that are trained along, without gradient
 * @param targets what is known of the rows
 * @param seeds of random draws
 * @param share of the training at which the step is: 0 in the first one, 1 in the last one
 * @param term place in the objective of the term that is computed
 */
public record LossContext(
        Compute compute,
        Activations student,
        List<Activations> teachers,
        List<Tensor> peers,
        BatchTargets targets,
        RowSeeds seeds,
        double share,
        int term) {

    /** The same for a term. */
    LossContext forTerm(int place) {
        return new LossContext(compute, student, teachers, peers, targets, seeds, share, place);
    }

    /** The same with other outputs of the student. */
    LossContext with(Activations other) {
        return new LossContext(compute, other, teachers, peers, targets, seeds, share, term);
    }

    /**
     * The same with what is known of the rows whose images were mixed into these.
     *
     * @param view what the teachers were shown; the mixed images themselves are those of both rows
     */
    LossContext partners(TeacherView view) {
        List<Activations> ofPartners =
                switch (view) {
                    case NONE, SAME -> teachers;
                    case WEAK ->
                        teachers.stream()
                                .map(own -> own.changed(targets::partners))
                                .toList();
                    case WEAK_PSEUDO_LABELED ->
                        teachers.stream()
                                .map(own -> own.changed(rows -> rows.flip(0)))
                                .toList();
                };
        return new LossContext(compute, student, ofPartners, peers, targets.partners(), seeds, share, term);
    }

    /** How many rows of a kind there are. */
    public long count(RowKind kind) {
        return targets.count(kind);
    }

    /** Those rows of a tensor with one entry per row. */
    public Tensor rows(RowKind kind, Tensor ofAll) {
        long first = kind == RowKind.PSEUDO_LABELED ? targets.labeledRows() : 0;
        long count = count(kind);
        return count == ofAll.size(0) ? ofAll : ofAll.narrow(0, first, count);
    }

    /** The student's logits of those rows. */
    public Tensor logits(RowKind kind) {
        return rows(kind, student.logits());
    }

    /** The mean over the rows of a kind of one number (N) for each of them, multiplied by the rows' weights. */
    public Tensor weightedMean(RowKind kind, Tensor perRow) {
        return perRow.mul(rows(kind, targets.weights())).mean();
    }

    /** What a row's draws come from. */
    public SplittableRandom random(int row) {
        return new SplittableRandom(seeds.seed(term, row));
    }
}
