package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Distillation;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.ObjectiveTerm.LabelForm;
import io.noisystudent.contracts.config.ObjectiveTerm.Rows;
import io.noisystudent.learning.distillation.MutualLearning;
import io.noisystudent.learning.distillation.VirtualTeacher;
import io.noisystudent.learning.objective.LabeledCrossEntropy;
import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.objective.OnlineLabelCrossEntropy;
import io.noisystudent.learning.objective.PeerLogits;
import io.noisystudent.learning.objective.PseudoTargets;
import io.noisystudent.learning.objective.StoredLabelCrossEntropy;
import io.noisystudent.learning.objective.WeightedLoss;
import java.util.ArrayList;
import java.util.List;

/** The loss that a recipe describes. */
final class RecipeObjective {
    private RecipeObjective() {}

    /** Terms of pseudo-labeled rows are left out where there are none. */
    static Objective create(ObjectiveFactory.Request request) {
        List<ObjectiveTerm> terms = request.recipe().objectiveTerms();
        boolean hasPseudoLabels = request.data().pseudoLabeled().isPresent();
        List<WeightedLoss> losses = new ArrayList<>();
        try {
            for (int i = 0; i < terms.size(); i++) {
                ObjectiveTerm term = terms.get(i);
                if (hasPseudoLabels || term.rows() != Rows.UNLABELED) {
                    losses.add(new WeightedLoss(term.termName(), term.weight(), loss(term, request, i)));
                }
            }
        } catch (RuntimeException e) {
            losses.forEach(made -> made.loss().close());
            throw e;
        }
        return new Objective(losses);
    }

    private static Loss loss(ObjectiveTerm term, ObjectiveFactory.Request request, int place) {
        if (term instanceof ObjectiveTerm.CrossEntropy hard) {
            return new LabeledCrossEntropy(
                    hard.labelSmoothing(), request.data().labeled().targets().isPresent());
        } else if (term instanceof ObjectiveTerm.PseudoLabels stored) {
            return new StoredLabelCrossEntropy(targets(stored.form()));
        } else if (term instanceof ObjectiveTerm.OnlineLabels online) {
            return new OnlineLabelCrossEntropy(targets(online.form()), online.minConfidence());
        } else if (term instanceof ObjectiveTerm.Fairness) {
            return request.data().pseudoLabeled().orElseThrow().fairness(request.classes());
        } else if (term instanceof ObjectiveTerm.VirtualTeacher virtual) {
            return new VirtualTeacher(
                    virtual.temperature(), virtual.confidence(), virtual.form() == ObjectiveTerm.VirtualForm.PAPER);
        } else if (term instanceof ObjectiveTerm.Mutual mutual) {
            return new MutualLearning(
                    mutual.update() == ObjectiveTerm.Update.SEQUENTIAL ? PeerLogits.NEWEST : PeerLogits.BEFORE_STEP,
                    DistillationTerms.rows(mutual.rows()));
        } else if (term instanceof Distillation distillation) {
            return new DistillationTerms(request).loss(distillation, place);
        }
        throw new IllegalStateException("no loss for " + term);
    }

    private static PseudoTargets targets(LabelForm form) {
        return new PseudoTargets(form.softLabels(), form.temperature(), form.labelSmoothing());
    }
}
