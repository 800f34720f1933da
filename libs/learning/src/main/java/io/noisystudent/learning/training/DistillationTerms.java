package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Distillation;
import io.noisystudent.contracts.config.FeatureDistillation;
import io.noisystudent.contracts.config.ObjectiveTerm.Rows;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.distillation.AttentionTransfer;
import io.noisystudent.learning.distillation.ConfidenceWeighted;
import io.noisystudent.learning.distillation.DecoupledDistillation;
import io.noisystudent.learning.distillation.Difference;
import io.noisystudent.learning.distillation.Hint;
import io.noisystudent.learning.distillation.LogitMatching;
import io.noisystudent.learning.distillation.PermutedPredictions;
import io.noisystudent.learning.distillation.Regressor;
import io.noisystudent.learning.distillation.RegressorShape;
import io.noisystudent.learning.distillation.RelationalAngle;
import io.noisystudent.learning.distillation.RelationalDistance;
import io.noisystudent.learning.distillation.SimilarityPreserving;
import io.noisystudent.learning.distillation.SoftTargets;
import io.noisystudent.learning.distillation.ValuePairs;
import io.noisystudent.learning.objective.LabeledCrossEntropy;
import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.RowKind;
import java.util.ArrayList;
import java.util.List;

/** The losses of terms that learn from a teacher. */
final class DistillationTerms {
    private final ObjectiveFactory.Request request;

    DistillationTerms(ObjectiveFactory.Request request) {
        this.request = request;
    }

    /** @param place of the term in the objective, from which the seed of its parameters comes */
    Loss loss(Distillation term, int place) {
        if (request.data().teachers().isEmpty()) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    term.termName(),
                    "the term " + term.termName() + " learns from a teacher, and this training has none; drop the term,"
                            + " or train with a teacher");
        }
        if (term instanceof Distillation.SoftTargets soft) {
            return new SoftTargets(soft.temperature(), soft.standardize(), rows(soft.rows()));
        } else if (term instanceof Distillation.PermutedPredictions permuted) {
            return new PermutedPredictions(permuted.temperature(), rows(permuted.rows()));
        } else if (term instanceof Distillation.ConfidenceWeighted weighted) {
            return new ConfidenceWeighted(new LabeledCrossEntropy(
                    weighted.labelSmoothing(),
                    request.data().labeled().targets().isPresent()));
        } else if (term instanceof Distillation.Decoupled decoupled) {
            return new DecoupledDistillation(
                    decoupled.temperature(), decoupled.alpha(), decoupled.beta(), rows(decoupled.rows()));
        } else if (term instanceof Distillation.LogitMatching matching) {
            return new LogitMatching(matching.center(), rows(matching.rows()));
        } else if (term instanceof FeatureDistillation compared) {
            return loss(compared, place);
        }
        throw new IllegalStateException("no loss for " + term);
    }

    private Loss loss(FeatureDistillation term, int place) {
        ComparedValues values = new ComparedValues(term, request);
        RowKind rows = rows(term.rows());
        if (term instanceof FeatureDistillation.AttentionTransfer attention) {
            return new AttentionTransfer(
                    new ValuePairs(values.maps(), rows), attention.form() == FeatureDistillation.AttentionForm.SQUARED);
        } else if (term instanceof FeatureDistillation.SimilarityPreserving similarity) {
            return new SimilarityPreserving(
                    new ValuePairs(values.pairs(), rows),
                    similarity.form() == FeatureDistillation.SimilarityForm.COSINE);
        } else if (term instanceof FeatureDistillation.RelationalDistance distance) {
            return new RelationalDistance(new ValuePairs(values.pairs(), rows), difference(distance.form()));
        } else if (term instanceof FeatureDistillation.RelationalAngle) {
            return new RelationalAngle(new ValuePairs(values.pairs(), rows));
        } else if (term instanceof FeatureDistillation.Hint) {
            return hint(values, rows, place);
        }
        throw new IllegalStateException("no loss for " + term);
    }

    private Hint hint(ComparedValues values, RowKind rows, int place) {
        List<ValuePairs.Pair> pairs = values.pairs();
        List<RegressorShape> shapes = pairs.stream().map(values::regressor).toList();
        List<Regressor> regressors = new ArrayList<>();
        try {
            for (int i = 0; i < shapes.size(); i++) {
                regressors.add(new Regressor(shapes.get(i), Seeds.mix(request.seed(), place, i), request.compute()));
            }
        } catch (RuntimeException e) {
            regressors.forEach(Regressor::close);
            throw e;
        }
        return new Hint(new ValuePairs(pairs, rows), regressors);
    }

    static RowKind rows(Rows rows) {
        return switch (rows) {
            case ALL -> RowKind.ALL;
            case LABELED -> RowKind.LABELED;
            case UNLABELED -> RowKind.PSEUDO_LABELED;
        };
    }

    private static Difference difference(FeatureDistillation.Difference form) {
        return switch (form) {
            case HUBER -> Difference.HUBER;
            case L1 -> Difference.L1;
            case SQUARED -> Difference.SQUARED;
        };
    }
}
