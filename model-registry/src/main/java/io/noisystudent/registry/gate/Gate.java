package io.noisystudent.registry.gate;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.config.GateRule.MaxLoss;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.registry.Metrics;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.PairedComparison;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.metrics.McNemar;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Weighs evidence by the configured rules; every result says why, with the figures.
 *
 * <p>Without an incumbent there is nothing to compare with, so that the rules that compare pass.
 */
public final class Gate {
    // Differences of fractions: 0.9 - 0.7 is more than 0.2.
    static final double ROUNDING = 1e-9;

    private final GateConfig config;

    public Gate(GateConfig config) {
        this.config = requireNonNull(config, "config is null");
    }

    public GateConfig config() {
        return config;
    }

    /** Whether a rule needs the comparison with the incumbent. */
    public boolean comparesWithIncumbent() {
        return config.rules().stream().anyMatch(GateRule::comparesWithTeacher);
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

    /** A version with which a rule compares the candidate, and the comparison. */
    public record Against(ModelVersion version, PairedComparison pairs) {}

    /**
     * What the rules look at.
     *
     * @param plain on the images as they are
     * @param conditions on the images as they are not
     * @param against with which version each of these rules compares; absent where there is nothing to compare with
     */
    public record Case(ModelVersion candidate, Finding plain, List<Finding> conditions, Map<MaxLoss, Against> against) {
        public Case {
            conditions = List.copyOf(conditions);
            against = Map.copyOf(against);
        }
    }

    /**
     * The result of each rule, in the order of the configuration.
     *
     * @throws NoisyStudentException {@code NO_EVIDENCE} if the evidence lacks a figure that a rule looks at
     */
    public List<Verdict.RuleResult> weigh(Case given) {
        return config.rules().stream().map(rule -> weigh(rule, given)).toList();
    }

    private static Verdict.RuleResult weigh(GateRule rule, Case given) {
        if (rule instanceof MaxLoss loss) {
            Against against = given.against().get(loss);
            return against == null ? nothingToCompare(rule) : new LossLimit(loss, given.candidate(), against).weigh();
        }
        PairedComparison pairs = given.plain().comparison();
        if (rule.comparesWithTeacher()) {
            return pairs == null ? nothingToCompare(rule) : compared(rule, given, pairs);
        }
        return alone(rule, given);
    }

    private static Verdict.RuleResult nothingToCompare(GateRule rule) {
        return new Verdict.RuleResult(rule.ruleName(), true, rule.ruleName() + ": there is no incumbent");
    }

    private static Verdict.RuleResult compared(GateRule rule, Case given, PairedComparison pairs) {
        Verdict.RuleResult result = resultOf(rule, given, pairs);
        return new Verdict.RuleResult(
                result.rule(),
                result.passed(),
                result.explanation(),
                pairs.incumbent().version());
    }

    private static Verdict.RuleResult resultOf(GateRule rule, Case given, PairedComparison pairs) {
        if (rule instanceof GateRule.NotWorse notWorse) {
            return notWorse(notWorse, pairs);
        }
        if (rule instanceof GateRule.Better better) {
            return better(better, pairs);
        }
        if (rule instanceof GateRule.MinGain gain) {
            return minGain(gain, pairs);
        }
        if (rule instanceof GateRule.RobustnessLoss robustness) {
            return robustnessLoss(robustness, given.conditions());
        }
        return maxClassLoss(
                (GateRule.MaxClassLoss) rule, given.plain().evidence().metrics(), pairs);
    }

    private static Verdict.RuleResult alone(GateRule rule, Case given) {
        Metrics metrics = given.plain().evidence().metrics();
        if (rule instanceof GateRule.Calibration calibration) {
            return calibration(calibration, metrics);
        }
        if (rule instanceof GateRule.MaxParameters parameters) {
            return maxParameters(parameters, given.candidate());
        }
        if (rule instanceof GateRule.MaxLatency latency) {
            return maxLatency(latency, given.plain().evidence());
        }
        return minSamples((GateRule.MinSamples) rule, metrics);
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

    static long samples(PairedComparison pairs) {
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

    private static Verdict.RuleResult maxParameters(GateRule.MaxParameters rule, ModelVersion candidate) {
        long parameters = ParameterCount.of(candidate);
        return result(
                rule,
                parameters <= rule.parameters(),
                "%,d parameters%s; %,d are allowed",
                parameters,
                candidate.report() == null ? " by the size of the file, since it was not trained here" : "",
                rule.parameters());
    }

    private static Verdict.RuleResult maxLatency(GateRule.MaxLatency rule, ModelEvaluation evidence) {
        Latency latency = evidence.latency();
        if (latency == null) {
            throw new NoisyStudentException(
                    ErrorCode.NO_EVIDENCE,
                    evidence.id(),
                    rule.ruleName() + ": evaluation " + evidence.id()
                            + " has no latency; labelers measure it since they"
                            + " know this rule, so update all of them and evaluate again, or post the figure with the"
                            + " evidence");
        }
        return result(
                rule,
                latency.millisPerImage() <= rule.milliseconds(),
                "%.4f ms for an image, by the median of %d runs of a batch of %d images, %.3f ms, on %s in %s; %s ms are"
                        + " allowed",
                latency.millisPerImage(),
                latency.runs(),
                latency.batchSize(),
                latency.batchMillis(),
                latency.execution().provider(),
                latency.execution().precision(),
                rule.milliseconds());
    }

    private static Verdict.RuleResult result(GateRule rule, boolean passed, String text, Object... figures) {
        return new Verdict.RuleResult(
                rule.ruleName(), passed, rule.ruleName() + ": " + String.format(Locale.ROOT, text, figures));
    }
}
