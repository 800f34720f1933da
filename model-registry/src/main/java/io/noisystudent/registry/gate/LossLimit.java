package io.noisystudent.registry.gate;

import io.noisystudent.contracts.config.GateRule.MaxLoss;
import io.noisystudent.contracts.config.GateRule.MaxLoss.Smaller;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.PairedComparison;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.metrics.McNemar;
import io.noisystudent.metrics.PairedScore;
import java.util.Locale;

/** Weighs {@code max-loss}: how much less accurate than another version a candidate may be because it is smaller. */
final class LossLimit {
    /**
     * Share of a file that has to be less of it: it also holds names and where the version comes from, so that two files of one
     * network differ a little.
     */
    private static final double LESS_OF_A_FILE = 0.05;

    private final MaxLoss rule;
    private final ModelVersion candidate;
    private final ModelVersion other;
    private final PairedComparison pairs;

    /** @param against compares the candidate with {@code against.version()} */
    LossLimit(MaxLoss rule, ModelVersion candidate, Gate.Against against) {
        this.rule = rule;
        this.candidate = candidate;
        this.other = against.version();
        this.pairs = against.pairs();
    }

    Verdict.RuleResult weigh() {
        boolean smaller = isSmaller();
        double allowed = smaller ? rule.loss() : 0;
        long samples = Gate.samples(pairs);
        double loss = samples == 0 ? 0 : (double) (pairs.onlyIncumbent() - pairs.onlyCandidate()) / samples;
        Double level = rule.significance();
        double p = level == null ? 1 : pExceeds(samples, allowed);
        boolean passed = level == null ? loss <= allowed + Gate.ROUNDING : p >= level;
        String test = level == null
                ? ""
                : String.format(Locale.ROOT, "; p = %.4f that it is no larger in truth, against %s", p, level);
        String text = String.format(
                Locale.ROOT,
                "%s: a loss of %.4f of accuracy against version %d on %d samples, of which only the candidate is right on"
                        + " %d, only the other on %d; %s is allowed, since %s%s",
                rule.ruleName(),
                loss,
                other.model().version(),
                samples,
                pairs.onlyCandidate(),
                pairs.onlyIncumbent(),
                smaller ? Double.toString(allowed) : "none",
                sizes(smaller),
                test);
        return new Verdict.RuleResult(
                rule.ruleName(), passed, text, other.model().version());
    }

    /** At a margin of zero there is an exact test, which {@code not-worse} has too. */
    private double pExceeds(long samples, double allowed) {
        return allowed == 0
                ? McNemar.pWorse(pairs.onlyCandidate(), pairs.onlyIncumbent())
                : PairedScore.pExceeds(
                        pairs.onlyCandidate(), pairs.onlyIncumbent(), samples, Math.min(allowed, 1 - 1e-9));
    }

    private boolean isSmaller() {
        return weighsFiles() ? size(candidate) <= (1 - LESS_OF_A_FILE) * size(other) : size(candidate) < size(other);
    }

    private String sizes(boolean smaller) {
        return String.format(
                Locale.ROOT,
                "it has %,d %s, %s%s than the %,d of that version",
                size(candidate),
                rule.smaller() == Smaller.FILE ? "bytes" : "parameters",
                smaller ? "" : "not ",
                weighsFiles() ? "at least a twentieth fewer" : "fewer",
                size(other));
    }

    /** Also where parameters are counted by a file. */
    private boolean weighsFiles() {
        return rule.smaller() == Smaller.FILE || candidate.report() == null || other.report() == null;
    }

    private long size(ModelVersion version) {
        return rule.smaller() == Smaller.FILE ? version.size() : ParameterCount.of(version);
    }
}
