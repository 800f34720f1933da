package io.noisystudent.registry.gate;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.registry.Metrics;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.PairedComparison;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.metrics.McNemar;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Weighs evidence by the configured rules; every result says why, with the figures.
 *
 * <p>Without an incumbent there is nothing to compare with, so that the rules that compare pass.
 */
public final class Gate {
    // Differences of fractions: 0.9 - 0.7 is more than 0.2.
    private static final double ROUNDING = 1e-9;

    private final GateConfig config;

    public Gate(GateConfig config) {
        this.config = requireNonNull(config, "config is null");
    }

    public GateConfig config() {
        return config;
    }

    /** Whether a rule needs the comparison with the incumbent. */
    public boolean compares() {
        return config.rules().stream()
                .anyMatch(rule -> !(rule instanceof GateRule.Calibration) && !(rule instanceof GateRule.MinSamples));
    }

    /** Whether a rule needs evidence under conditions. */
    public boolean looksAtConditions() {
        return config.rules().stream().anyMatch(rule -> rule instanceof GateRule.RobustnessLoss);
    }

    /**
     * Evidence that counts.
     *
     * @param comparison with the incumbent on the same samples; null when there is no incumbent
     */
    public record Finding(
            ModelEvaluation evidence, @Nullable PairedComparison comparison) {}

    /**
     * The result of each rule, in the order of the configuration.
     *
     * @param plain on the images as they are
     * @param conditions on the images as they are not
     */
    public List<Verdict.RuleResult> weigh(Finding plain, List<Finding> conditions) {
        return config.rules().stream()
                .map(rule -> rule instanceof GateRule.RobustnessLoss robustness && plain.comparison() != null
                        ? robustnessLoss(robustness, conditions)
                        : weigh(rule, plain.evidence().metrics(), plain.comparison()))
                .toList();
    }

    private static Verdict.RuleResult weigh(GateRule rule, Metrics metrics, @Nullable PairedComparison comparison) {
        if (rule instanceof GateRule.Calibration calibration) {
            return calibration(calibration, metrics);
        }
        if (rule instanceof GateRule.MinSamples samples) {
            return minSamples(samples, metrics);
        }
        if (comparison == null) {
            return new Verdict.RuleResult(rule.ruleName(), true, rule.ruleName() + ": there is no incumbent");
        }
        if (rule instanceof GateRule.NotWorse notWorse) {
            return notWorse(notWorse, comparison);
        }
        if (rule instanceof GateRule.Better better) {
            return better(better, comparison);
        }
        if (rule instanceof GateRule.MinGain gain) {
            return minGain(gain, comparison);
        }
        return maxClassLoss((GateRule.MaxClassLoss) rule, metrics, comparison);
    }

    private static Verdict.RuleResult notWorse(GateRule.NotWorse rule, PairedComparison pairs) {
        double p = McNemar.pWorse(pairs.onlyCandidate(), pairs.onlyIncumbent());
        boolean passed = p >= rule.significance();
        return result(
                rule,
                passed,
                "%s than version %d: only the candidate is right on %d samples, only the incumbent on %d; McNemar p ="
                        + " %.4f against %s",
                passed ? "not shown to be worse" : "worse",
                pairs.incumbent().version(),
                pairs.onlyCandidate(),
                pairs.onlyIncumbent(),
                p,
                rule.significance());
    }

    private static Verdict.RuleResult better(GateRule.Better rule, PairedComparison pairs) {
        double p = McNemar.pBetter(pairs.onlyCandidate(), pairs.onlyIncumbent());
        boolean passed = p < rule.significance();
        return result(
                rule,
                passed,
                "%s than version %d: only the candidate is right on %d samples, only the incumbent on %d; McNemar p ="
                        + " %.4f against %s",
                passed ? "better" : "not shown to be better",
                pairs.incumbent().version(),
                pairs.onlyCandidate(),
                pairs.onlyIncumbent(),
                p,
                rule.significance());
    }

    private static Verdict.RuleResult minGain(GateRule.MinGain rule, PairedComparison pairs) {
        long samples = samples(pairs);
        double gain = samples == 0 ? 0 : (double) (pairs.onlyCandidate() - pairs.onlyIncumbent()) / samples;
        return result(
                rule,
                gain >= rule.gain() - ROUNDING,
                "a gain of %.4f over version %d on %d samples; at least %s is needed",
                gain,
                pairs.incumbent().version(),
                samples,
                rule.gain());
    }

    /** One sample is never a collapse: of a class with two held-out samples, one more wrong answer is half its recall. */
    private static Verdict.RuleResult maxClassLoss(
            GateRule.MaxClassLoss rule, Metrics metrics, PairedComparison pairs) {
        int worst = 0;
        double worstExcess = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < metrics.recallPerClass().size(); k++) {
            double excess = loss(k, metrics, pairs) - allowed(k, rule, metrics);
            if (excess > worstExcess) {
                worst = k;
                worstExcess = excess;
            }
        }
        return result(
                rule,
                worstExcess <= ROUNDING,
                "class %d comes closest to its limit: its recall goes from %.4f to %.4f on %d samples; a loss of %.4f is"
                        + " allowed",
                worst,
                pairs.incumbentRecallPerClass().get(worst),
                metrics.recallPerClass().get(worst),
                samples(worst, metrics),
                allowed(worst, rule, metrics));
    }

    private static double loss(int k, Metrics metrics, PairedComparison pairs) {
        return pairs.incumbentRecallPerClass().get(k) - metrics.recallPerClass().get(k);
    }

    private static double allowed(int k, GateRule.MaxClassLoss rule, Metrics metrics) {
        return Math.max(rule.loss(), 1.0 / Math.max(1, samples(k, metrics)));
    }

    private static long samples(int k, Metrics metrics) {
        return metrics.confusion().get(k).stream().mapToLong(Long::longValue).sum();
    }

    /** The worst condition decides. A condition that was not measured is no evidence. */
    private static Verdict.RuleResult robustnessLoss(GateRule.RobustnessLoss rule, List<Finding> conditions) {
        Finding worst =
                conditions.stream().max(Comparator.comparingDouble(Gate::loss)).orElse(null);
        if (worst == null) {
            return result(
                    rule,
                    false,
                    "%s: no evidence was named that was measured under a condition; post evaluations with one, and name"
                            + " them in the request",
                    ErrorCode.NO_EVIDENCE);
        }
        double loss = loss(worst);
        return result(
                rule,
                loss <= rule.loss() + ROUNDING,
                "of %d conditions, %s is the worst: an accuracy of %.4f, a loss of %.4f on %d samples; %s is allowed",
                conditions.size(),
                requireNonNull(worst.evidence().condition(), "condition is null"),
                worst.evidence().metrics().top1(),
                loss,
                worst.evidence().metrics().samples(),
                rule.loss());
    }

    /** Fraction of the samples that the candidate gets wrong more often than the incumbent. */
    private static double loss(Finding finding) {
        PairedComparison pairs = requireNonNull(finding.comparison(), "no incumbent");
        long samples = samples(pairs);
        return samples == 0 ? 0 : (double) (pairs.onlyIncumbent() - pairs.onlyCandidate()) / samples;
    }

    private static long samples(PairedComparison pairs) {
        return pairs.bothRight() + pairs.onlyCandidate() + pairs.onlyIncumbent() + pairs.bothWrong();
    }

    private static Verdict.RuleResult calibration(GateRule.Calibration rule, Metrics metrics) {
        return result(
                rule,
                metrics.ece() <= rule.maxError(),
                "the expected calibration error is %.4f; %s is allowed",
                metrics.ece(),
                rule.maxError());
    }

    private static Verdict.RuleResult minSamples(GateRule.MinSamples rule, Metrics metrics) {
        return result(
                rule,
                metrics.samples() >= rule.samples(),
                "%d held-out samples; at least %d are needed",
                metrics.samples(),
                rule.samples());
    }

    private static Verdict.RuleResult result(GateRule rule, boolean passed, String text, Object... figures) {
        return new Verdict.RuleResult(
                rule.ruleName(), passed, rule.ruleName() + ": " + String.format(Locale.ROOT, text, figures));
    }
}
