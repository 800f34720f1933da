package io.noisystudent.learning.distillation;

import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.RowKind;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The mean over all elements of {@code (r(F_student) - F_teacher)^2}, summed over the pairs, with a regressor r for each
 * pair that is trained along with the student and no part of it.
 *
 * <p>Source: Romero et al., "FitNets: Hints for Thin Deep Nets", ICLR 2015 (arXiv 1412.6550), equation 3, in the form of
 * RepDistiller: in one stage with the rest of the loss, and as a mean.
 */
public final class Hint implements Loss {
    private final ValuePairs values;
    private final List<Regressor> regressors;

    /** @param regressors one for each pair, which this closes */
    public Hint(ValuePairs values, List<Regressor> regressors) {
        this.values = values;
        this.regressors = List.copyOf(regressors);
    }

    @Override
    public RowKind rows() {
        return values.rows();
    }

    @Override
    public LossInputs inputs() {
        return values.inputs();
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < regressors.size(); i++) {
            String prefix = "regressor" + i + ".";
            regressors.get(i).parameters().stream()
                    .map(own -> own.named(prefix + own.name()))
                    .forEach(parameters::add);
        }
        return parameters;
    }

    @Override
    public Tensor of(LossContext context) {
        return values.compare(
                context,
                (student, teacher, pair) -> torch.mse_loss(regressors.get(pair).of(student, teacher), teacher));
    }

    @Override
    public void close() {
        regressors.forEach(Regressor::close);
    }
}
