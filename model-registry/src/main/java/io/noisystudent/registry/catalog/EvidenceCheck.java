package io.noisystudent.registry.catalog;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.registry.Metrics;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.PairedComparison;
import io.noisystudent.registry.objects.Bounds;
import io.noisystudent.registry.objects.Names;
import java.util.List;
import java.util.Locale;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/** Refuses figures that no measurement can give: the gate must not decide on them. */
final class EvidenceCheck {
    /** The gate's exact tests take a step for each sample. */
    private static final long SAMPLES = 10_000_000;

    private final ModelEvaluation evaluation;
    private final int classes;

    EvidenceCheck(ModelEvaluation evaluation, int classes) {
        this.evaluation = evaluation;
        this.classes = classes;
    }

    /** Throws {@code BAD_REQUEST} that names the first impossible figure, or what is too much to be kept. */
    void run() {
        Bounds.ranges("data", evaluation.data());
        Metrics metrics = evaluation.metrics();
        notNegative("metrics.samples", metrics.samples());
        if (metrics.samples() > SAMPLES) {
            throw refuse("metrics.samples", metrics.samples() + " is more than the limit, " + SAMPLES);
        }
        share("metrics.top1", metrics.top1());
        share("metrics.top1Low", metrics.top1Low());
        share("metrics.top1High", metrics.top1High());
        share("metrics.top5", metrics.top5());
        share("metrics.ece", metrics.ece());
        if (!(metrics.nll() >= 0 && metrics.nll() <= Double.MAX_VALUE)) {
            throw refuse("metrics.nll", metrics.nll() + " is not a finite number from 0 on");
        }
        recalls("metrics.recallPerClass", metrics.recallPerClass());
        confusion(metrics);
        if (evaluation.comparison() != null) {
            comparison(metrics, evaluation.comparison());
        }
        Latency latency = evaluation.latency();
        if (latency != null) {
            Bounds.text("latency.execution.provider", latency.execution().provider(), Bounds.NAME);
            Bounds.text("latency.execution.precision", latency.execution().precision(), Bounds.NAME);
            Bounds.text("latency.execution.runtime", latency.execution().runtime(), Bounds.NAME);
        }
    }

    private void confusion(Metrics metrics) {
        boolean square = metrics.confusion().size() == classes
                && metrics.confusion().stream().allMatch(row -> row.size() == classes);
        if (!square) {
            throw refuse("metrics.confusion", "it is not " + classes + " by " + classes);
        }
        counts(
                "metrics.confusion",
                metrics.confusion().stream().flatMap(List::stream).mapToLong(Long::longValue),
                metrics.samples());
    }

    private void comparison(Metrics metrics, PairedComparison comparison) {
        counts(
                "comparison",
                LongStream.of(
                        comparison.bothRight(),
                        comparison.onlyCandidate(),
                        comparison.onlyIncumbent(),
                        comparison.bothWrong()),
                metrics.samples());
        share("comparison.pWorse", comparison.pWorse());
        share("comparison.pBetter", comparison.pBetter());
        difference("comparison.difference", comparison.difference());
        difference("comparison.differenceLow", comparison.differenceLow());
        difference("comparison.differenceHigh", comparison.differenceHigh());
        recalls("comparison.incumbentRecallPerClass", comparison.incumbentRecallPerClass());
        Names.model(comparison.incumbent().name());
        if (!comparison.incumbent().name().equals(evaluation.model().name())) {
            throw refuse("comparison.incumbent", comparison.incumbent() + " is another model's version");
        }
    }

    private void recalls(String field, List<Double> recalls) {
        if (recalls.size() != classes) {
            throw refuse(field, "it has " + recalls.size() + " values; the model has " + classes + " classes");
        }
        recalls.forEach(recall -> share(field, recall));
    }

    private void share(String field, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw refuse(field, String.format(Locale.ROOT, "%s is not in [0, 1]", value));
        }
    }

    private void difference(String field, double value) {
        if (!(Math.abs(value) <= 1)) {
            throw refuse(field, value + " is not in [-1, 1]");
        }
    }

    private void notNegative(String field, long value) {
        if (value < 0) {
            throw refuse(field, value + " is negative");
        }
    }

    /** Requires counts that add up to the number of samples. None is larger, so that their sum cannot overflow. */
    private void counts(String field, LongStream counts, long samples) {
        long sum = 0;
        for (PrimitiveIterator.OfLong each = counts.iterator(); each.hasNext(); ) {
            long count = each.nextLong();
            notNegative(field, count);
            if (count > samples) {
                throw refuse(field, count + " is more than metrics.samples, " + samples);
            }
            sum += count;
        }
        if (sum != samples) {
            throw refuse(field, "its counts add up to " + sum + ", metrics.samples is " + samples);
        }
    }

    private NoisyStudentException refuse(String field, String why) {
        return new NoisyStudentException(
                ErrorCode.BAD_REQUEST, field, "evaluation " + evaluation.id() + ": " + why + "; measure again");
    }
}
