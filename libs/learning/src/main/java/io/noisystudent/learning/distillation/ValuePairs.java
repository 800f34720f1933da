package io.noisystudent.learning.distillation;

import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.RowKind;
import io.noisystudent.learning.objective.TeacherView;
import io.noisystudent.networks.graph.Signature;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Which values of the student a term compares with which of the teachers'.
 *
 * @param pairs at least one
 */
public record ValuePairs(List<Pair> pairs, RowKind rows) {
    /** Two values, by their names in the graphs; {@code logits} are the networks' outputs. */
    public record Pair(String student, String teacher) {}

    /** Compares one value of the student with one of a teacher, without gradient: a scalar. */
    @FunctionalInterface
    interface Comparison {
        Tensor of(Tensor student, Tensor teacher, int pair);
    }

    public ValuePairs {
        pairs = List.copyOf(pairs);
    }

    /** What graphs must keep for them. */
    LossInputs inputs() {
        return new LossInputs(names(Pair::student), names(Pair::teacher), false, TeacherView.SAME);
    }

    private Set<String> names(Function<Pair, String> side) {
        return pairs.stream()
                .map(side)
                .filter(name -> !name.equals(Signature.LOGITS))
                .collect(Collectors.toSet());
    }

    /** The sum over the pairs of the mean over the teachers. */
    Tensor compare(LossContext context, Comparison comparison) {
        Tensor sum = null;
        for (int i = 0; i < pairs.size(); i++) {
            Tensor student = value(context, context.student(), pairs.get(i).student());
            for (Activations teacher : context.teachers()) {
                Tensor compared = comparison.of(
                        student, value(context, teacher, pairs.get(i).teacher()), i);
                sum = sum == null ? compared : sum.add(compared);
            }
        }
        if (sum == null) {
            throw new IllegalStateException("no teacher was asked");
        }
        return context.teachers().size() == 1
                ? sum
                : sum.div(new Scalar((double) context.teachers().size()));
    }

    private Tensor value(LossContext context, Activations of, String name) {
        return context.rows(rows, name.equals(Signature.LOGITS) ? of.logits() : of.value(name));
    }
}
