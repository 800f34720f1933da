package io.noisystudent.registry.gate;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GateTest {
    @Test
    void shouldRefuseOnlyWhatIsShownToBeWorse() {
        // 1 against 8: P(X >= 8), X ~ B(9, 1/2), is 10/512 = 0.0195.
        assertThat(weigh(new GateRule.NotWorse(0.05), 1, 8))
                .isEqualTo(result(
                        false,
                        "not-worse: worse than version 1: only the candidate is right on 1 samples, only the incumbent"
                                + " on 8; McNemar p = 0.0195 against 0.05"));
        // 3 against 8: 232/2048 = 0.1133.
        Verdict.RuleResult unclear = weigh(new GateRule.NotWorse(0.05), 3, 8);
        assertThat(unclear.passed()).isTrue();
        assertThat(unclear.explanation()).contains("not shown to be worse than version 1", "p = 0.1133");
    }

    @Test
    void shouldAskForAConfirmedGain() {
        assertThat(weigh(new GateRule.Better(0.05), 8, 1).passed()).isTrue();
        Verdict.RuleResult unclear = weigh(new GateRule.Better(0.05), 8, 3);
        assertThat(unclear.passed()).isFalse();
        assertThat(unclear.explanation()).contains("not shown to be better", "p = 0.1133");
    }

    @Test
    void shouldAskForALeastGain() {
        assertThat(weigh(new GateRule.MinGain(0.05), 8, 3).passed()).isTrue();
        Verdict.RuleResult small = weigh(new GateRule.MinGain(0.06), 8, 3);
        assertThat(small.passed()).isFalse();
        assertThat(small.explanation())
                .isEqualTo("min-gain: a gain of 0.0500 over version 1 on 100 samples; at least 0.06 is needed");
    }

    @Test
    void shouldRefuseAClassThatCollapsed() {
        // Recalls go from 0.68 to 0.62 each.
        assertThat(weigh(new GateRule.MaxClassLoss(0.06), 2, 8).passed()).isTrue();
        Verdict.RuleResult lost = weigh(new GateRule.MaxClassLoss(0.05), 2, 8);
        assertThat(lost.passed()).isFalse();
        assertThat(lost.explanation()).contains("from 0.6800 to 0.6200 on 50 samples", "a loss of 0.0500 is allowed");
    }

    @Test
    void shouldNotCallOneSampleACollapse() {
        // One of 50 samples is 0.02.
        assertThat(weigh(new GateRule.MaxClassLoss(0.01), 2, 4).passed()).isTrue();
        assertThat(weigh(new GateRule.MaxClassLoss(0.01), 2, 6).passed()).isFalse();
    }

    @Test
    void shouldRefuseBadCalibrationAndFewSamples() {
        assertThat(weigh(new GateRule.Calibration(0.1), 8, 1).passed()).isTrue();
        assertThat(weigh(new GateRule.Calibration(0.09), 8, 1))
                .isEqualTo(new Verdict.RuleResult(
                        "calibration",
                        false,
                        "calibration: the expected calibration error is 0.1000; 0.09 is allowed"));
        assertThat(weigh(new GateRule.MinSamples(100), 8, 1).passed()).isTrue();
        assertThat(weigh(new GateRule.MinSamples(101), 8, 1))
                .isEqualTo(new Verdict.RuleResult(
                        "min-samples", false, "min-samples: 100 held-out samples; at least 101 are needed"));
    }

    @Test
    void shouldRefuseALossUnderTheWorstCondition() {
        // Given
        Gate.Finding noise = under("gaussian-noise-3", 5, 9);
        Gate.Finding blur = under("blur-2", 5, 5);
        // When, Then
        assertThat(robustness(0.04, noise, blur).passed()).isTrue();
        assertThat(robustness(0.03, blur).passed()).isTrue();
        Verdict.RuleResult lost = robustness(0.03, noise, blur);
        assertThat(lost.passed()).isFalse();
        assertThat(lost.explanation())
                .isEqualTo("robustness-loss: of 2 conditions, gaussian-noise-3 is the worst: an accuracy of 0.6500, a"
                        + " loss of 0.0400 on 100 samples; 0.03 is allowed");
    }

    @Test
    void shouldNotTakeSilenceForRobustness() {
        Verdict.RuleResult silent = robustness(1);
        assertThat(silent.passed()).isFalse();
        assertThat(silent.explanation()).startsWith("robustness-loss: NO_EVIDENCE");
    }

    @Test
    void shouldNotCompareWithoutAnIncumbent() {
        // Given
        ModelEvaluation evidence = Samples.evaluation("e", 1, Split.VALIDATION, 10, null);
        GateConfig config = TestRegistry.gate(
                GateConfig.Mode.AUTO,
                new GateRule.NotWorse(0.05),
                new GateRule.Better(0.05),
                new GateRule.MinGain(0.1),
                new GateRule.MaxClassLoss(0),
                new GateRule.RobustnessLoss(0),
                new GateRule.MinSamples(1000));
        // When, Then
        assertThat(new Gate(config).weigh(new Gate.Finding(evidence, null), List.of()))
                .extracting(Verdict.RuleResult::passed)
                .containsExactly(true, true, true, true, true, false);
    }

    private static Verdict.RuleResult robustness(double loss, Gate.Finding... conditions) {
        ModelEvaluation plain = Samples.compared("e", 2, 1, 5, 5);
        return new Gate(TestRegistry.gate(GateConfig.Mode.AUTO, new GateRule.RobustnessLoss(loss)))
                .weigh(new Gate.Finding(plain, plain.comparison()), List.of(conditions))
                .get(0);
    }

    private static Gate.Finding under(String condition, int onlyCandidate, int onlyIncumbent) {
        ModelEvaluation evidence =
                Samples.under(condition, Samples.compared(condition, 2, 1, onlyCandidate, onlyIncumbent));
        return new Gate.Finding(evidence, evidence.comparison());
    }

    private static Verdict.RuleResult weigh(GateRule rule, int onlyCandidate, int onlyIncumbent) {
        ModelEvaluation evidence = Samples.compared("e", 2, 1, onlyCandidate, onlyIncumbent);
        return new Gate(TestRegistry.gate(GateConfig.Mode.AUTO, rule))
                .weigh(new Gate.Finding(evidence, evidence.comparison()), List.of())
                .get(0);
    }

    private static Verdict.RuleResult result(boolean passed, String explanation) {
        return new Verdict.RuleResult("not-worse", passed, explanation);
    }
}
