package io.noisystudent.learning.distillation;

import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.RowKind;
import io.noisystudent.learning.objective.TeacherView;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Mean over rows and classes of {@code (z - t)^2} with the teacher's logits t, those of several teachers averaged.
 *
 * <p>Source: Ba, Caruana, "Do Deep Nets Really Need to be Deep?", NeurIPS 2014 (arXiv 1312.6184), section 2.2, with their
 * sum over classes as a mean. Unlike a softmax it sees what is added to a whole row; centered rows have none of that.
 *
 * @param center subtract the mean of every row, on both sides
 */
public record LogitMatching(boolean center, RowKind rows) implements Loss {
    private static final int CLASSES = 1;

    @Override
    public LossInputs inputs() {
        return LossInputs.teacher(TeacherView.SAME);
    }

    @Override
    public Tensor of(LossContext context) {
        Tensor difference = context.logits(rows).sub(ofTeachers(context));
        Tensor compared = center ? Centering.of(difference) : difference;
        return context.weightedMean(
                rows, compared.square().mean(new long[] {CLASSES}, false, new ScalarTypeOptional()));
    }

    private Tensor ofTeachers(LossContext context) {
        Tensor sum = context.teachers().stream()
                .map(Activations::logits)
                .map(logits -> context.rows(rows, logits))
                .reduce(Tensor::add)
                .orElseThrow();
        return sum.div(new Scalar((double) context.teachers().size()));
    }
}
