package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.ObjectiveTerm.LabelForm;
import io.noisystudent.learning.objective.LabeledCrossEntropy;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.objective.OnlineLabelCrossEntropy;
import io.noisystudent.learning.objective.PseudoTargets;
import io.noisystudent.learning.objective.StoredLabelCrossEntropy;
import io.noisystudent.learning.objective.WeightedLoss;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static java.util.Objects.requireNonNull;

/** The loss that a recipe describes. */
final class RecipeObjective {
    private RecipeObjective() {}

    /** Terms of pseudo-labels are left out where there are none. */
    static Objective create(ObjectiveFactory.Request request) {
        List<WeightedLoss> terms = request.recipe().objectiveTerms().stream()
                .flatMap(term -> loss(term, request.data().pseudoLabeled(), request.classes()))
                .toList();
        return new Objective(terms);
    }

    private static Stream<WeightedLoss> loss(
            ObjectiveTerm term, Optional<PseudoLabeledSamples> pseudoLabeled, int classes) {
        String name = term.termName();
        if (term instanceof ObjectiveTerm.CrossEntropy hard) {
            return Stream.of(new WeightedLoss(name, hard.weight(), new LabeledCrossEntropy(hard.labelSmoothing())));
        }
        return pseudoLabeled.stream().map(samples -> ofPseudoLabels(name, term, samples, classes));
    }

    private static WeightedLoss ofPseudoLabels(
            String name, ObjectiveTerm term, PseudoLabeledSamples samples, int classes) {
        if (term instanceof ObjectiveTerm.PseudoLabels stored) {
            return new WeightedLoss(name, weight(stored.form()), new StoredLabelCrossEntropy(targets(stored.form())));
        } else if (term instanceof ObjectiveTerm.OnlineLabels online) {
            return new WeightedLoss(
                    name,
                    weight(online.form()),
                    new OnlineLabelCrossEntropy(targets(online.form()), online.minConfidence()));
        } else if (term instanceof ObjectiveTerm.Fairness fairness) {
            return new WeightedLoss(name, fairness.weight(), samples.fairness(classes));
        }
        throw new IllegalStateException("no loss for " + term);
    }

    private static double weight(LabelForm form) {
        return requireNonNull(form.weight());
    }

    private static PseudoTargets targets(LabelForm form) {
        return new PseudoTargets(form.softLabels(), form.temperature(), form.labelSmoothing());
    }
}
