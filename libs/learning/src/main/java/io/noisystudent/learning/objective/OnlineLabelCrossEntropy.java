package io.noisystudent.learning.objective;

import io.noisystudent.learning.module.Activations;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Mean cross entropy of the pseudo-labeled rows with the labels that the teacher gives, without noise, to another view of
 * them: the mode of UDA and FixMatch (Sohn et al. 2020, section 2), with a teacher that does not move. Several teachers
 * give the mean of their distributions.
 *
 * @param minConfidence rows of which the teacher is less sure weigh nothing
 */
public record OnlineLabelCrossEntropy(PseudoTargets form, double minConfidence) implements Loss {
    private static final int CLASSES = 1;

    @Override
    public RowKind rows() {
        return RowKind.PSEUDO_LABELED;
    }

    @Override
    public LossInputs inputs() {
        return LossInputs.teacher(TeacherView.WEAK_PSEUDO_LABELED);
    }

    @Override
    public Tensor of(LossContext context) {
        Tensor distributions = mean(context);
        // In float64, where every float32 confidence and the bound compare as they are.
        Tensor isSure = distributions
                .to(ScalarType.Double)
                .amax(new long[] {CLASSES}, false)
                .ge(new Scalar(minConfidence))
                .to(ScalarType.Float);
        Tensor weights = context.rows(rows(), context.targets().weights()).mul(isSure);
        return CrossEntropy.of(
                context.logits(rows()), Targets.weighted(form.of(distributions, context.compute()), weights));
    }

    private static Tensor mean(LossContext context) {
        Tensor sum = null;
        for (Activations teacher : context.teachers()) {
            Tensor distribution = torch.softmax(teacher.logits(), CLASSES);
            sum = sum == null ? distribution : sum.add(distribution);
        }
        if (sum == null) {
            throw new IllegalStateException("no teacher was asked");
        }
        return context.teachers().size() == 1
                ? sum
                : sum.div(new Scalar((double) context.teachers().size()));
    }
}
