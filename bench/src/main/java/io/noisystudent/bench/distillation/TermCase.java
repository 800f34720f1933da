package io.noisystudent.bench.distillation;

import io.noisystudent.contracts.config.Distillation;
import io.noisystudent.contracts.config.FeatureDistillation;
import io.noisystudent.contracts.config.FeatureDistillation.AttentionForm;
import io.noisystudent.contracts.config.FeatureDistillation.Difference;
import io.noisystudent.contracts.config.FeatureDistillation.Features;
import io.noisystudent.contracts.config.FeatureDistillation.SimilarityForm;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.ObjectiveTerm.Rows;
import io.noisystudent.contracts.config.ObjectiveTerm.Update;
import io.noisystudent.contracts.config.ObjectiveTerm.VirtualForm;
import java.util.List;

/**
 * A term that is compared, alone in the loss: beside another one, little of what is wrong with it would be seen.
 *
 * @param name of the term and of its form
 * @param term with a weight with which ten steps change the loss, but are no longer than those of cross entropy: longer ones
 *     make rounding grow from step to step
 */
public record TermCase(String name, ObjectiveTerm term) {
    /** Every term of {@code docs/distillation.md} in every form, and the cross entropies that stand beside them. */
    public static List<TermCase> all() {
        return List.of(
                new TermCase("cross-entropy", new ObjectiveTerm.CrossEntropy(1, 0)),
                new TermCase("cross-entropy, smoothing 0.1", new ObjectiveTerm.CrossEntropy(1, 0.1)),
                new TermCase("pseudo-labels, soft, T 0.5", pseudoLabels(true, 0.5, 0)),
                new TermCase("pseudo-labels, hard", pseudoLabels(false, 1, 0.1)),
                new TermCase("online-labels, soft, T 0.5", onlineLabels(true, 0.5, 0, 0)),
                new TermCase("online-labels, hard, of the sure", onlineLabels(false, 1, 0.1, SURE)),
                soft("soft-targets, T 1", 1, false, Rows.ALL),
                soft("soft-targets, T 4", 4, false, Rows.ALL),
                soft("soft-targets, T 20", 20, false, Rows.ALL),
                soft("soft-targets, labeled", 4, false, Rows.LABELED),
                soft("soft-targets, unlabeled", 4, false, Rows.UNLABELED),
                soft("soft-targets, standardized, T 2", 2, true, Rows.ALL),
                permuted("permuted-predictions, T 1", 1, Rows.ALL),
                permuted("permuted-predictions, labeled, T 4", 4, Rows.LABELED),
                permuted("permuted-predictions, unlabeled, T 4", 4, Rows.UNLABELED),
                new TermCase("confidence-weighted", new Distillation.ConfidenceWeighted(0.5, 0)),
                new TermCase("confidence-weighted, smoothing 0.1", new Distillation.ConfidenceWeighted(1, 0.1)),
                mutual("mutual, simultaneous", 1, Update.SIMULTANEOUS),
                mutual("mutual, sequential", 0.5, Update.SEQUENTIAL),
                decoupled("decoupled, 1 and 8, T 4", 4, 1, 8, Rows.ALL),
                decoupled("decoupled, 1 and 0, T 1", 1, 1, 0, Rows.LABELED),
                decoupled("decoupled, 0 and 1, T 2", 2, 0, 1, Rows.UNLABELED),
                new TermCase("logit-matching", new Distillation.LogitMatching(1, false, Rows.ALL)),
                new TermCase("logit-matching, centered", new Distillation.LogitMatching(1, true, Rows.ALL)),
                virtual("virtual-teacher, paper", VirtualForm.PAPER),
                virtual("virtual-teacher, repository", VirtualForm.REPOSITORY),
                attention("attention-transfer, squared", 1, AttentionForm.SQUARED),
                attention("attention-transfer, norm", 0.2, AttentionForm.NORM),
                similarity("similarity-preserving, gram", SimilarityForm.GRAM),
                similarity("similarity-preserving, cosine", SimilarityForm.COSINE),
                distance("relational-distance, huber", 1, Difference.HUBER, Features.DEFAULT),
                distance("relational-distance, l1", 1, Difference.L1, Features.DEFAULT),
                distance("relational-distance, squared", 1, Difference.SQUARED, Features.DEFAULT),
                distance("relational-distance of logits", 1, Difference.HUBER, LOGITS),
                new TermCase("relational-angle", new FeatureDistillation.RelationalAngle(10, Features.DEFAULT)),
                new TermCase("hint", new FeatureDistillation.Hint(1, Features.DEFAULT)));
    }

    /** Less sure is the teacher of some rows of the command's batch. */
    private static final double SURE = 0.3;

    private static final Features LOGITS = new Features(List.of("logits"), List.of("logits"), Rows.ALL);

    private static ObjectiveTerm pseudoLabels(boolean soft, double temperature, double smoothing) {
        return new ObjectiveTerm.PseudoLabels(new ObjectiveTerm.LabelForm(null, soft, temperature, smoothing));
    }

    private static ObjectiveTerm onlineLabels(
            boolean soft, double temperature, double smoothing, double minConfidence) {
        return new ObjectiveTerm.OnlineLabels(
                new ObjectiveTerm.LabelForm(null, soft, temperature, smoothing), minConfidence);
    }

    private static TermCase permuted(String name, double temperature, Rows rows) {
        return new TermCase(name, new Distillation.PermutedPredictions(1, temperature, rows));
    }

    private static TermCase mutual(String name, double weight, Update update) {
        return new TermCase(name, new ObjectiveTerm.Mutual(weight, update, Rows.ALL));
    }

    private static TermCase soft(String name, double temperature, boolean standardize, Rows rows) {
        return new TermCase(name, new Distillation.SoftTargets(1, temperature, standardize, rows));
    }

    private static TermCase decoupled(String name, double temperature, double alpha, double beta, Rows rows) {
        return new TermCase(name, new Distillation.Decoupled(1, temperature, alpha, beta, rows));
    }

    private static TermCase virtual(String name, VirtualForm form) {
        return new TermCase(name, new ObjectiveTerm.VirtualTeacher(1, 20, 0.99, form));
    }

    private static TermCase attention(String name, double weight, AttentionForm form) {
        return new TermCase(name, new FeatureDistillation.AttentionTransfer(weight, form, Features.DEFAULT));
    }

    private static TermCase similarity(String name, SimilarityForm form) {
        return new TermCase(name, new FeatureDistillation.SimilarityPreserving(100, form, Features.DEFAULT));
    }

    private static TermCase distance(String name, double weight, Difference form, Features features) {
        return new TermCase(name, new FeatureDistillation.RelationalDistance(weight, form, features));
    }
}
