package io.noisystudent.registry.gate;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.config.GateRule.MaxLoss;
import io.noisystudent.contracts.config.GateRule.MaxLoss.Smaller;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        assertThat(new Gate(config).weigh(given(evidence, List.of(), Map.of())))
                .extracting(Verdict.RuleResult::passed)
                .containsExactly(true, true, true, true, true, false);
    }

    @Test
    void shouldLetASmallerNetworkLoseSomeAccuracy() {
        // Given 1 gain and 3 losses on 100 samples
        MaxLoss rule = new MaxLoss(0.02, "3", Smaller.FILE, null);

        // When
        Verdict.RuleResult allowed = loss(rule, 1, 3, version(2, 95, null), version(3, 100, null));
        Verdict.RuleResult more = loss(rule, 1, 4, version(2, 95, null), version(3, 100, null));
        Verdict.RuleResult asLarge = loss(rule, 1, 3, version(2, 100, null), version(3, 100, null));
        Verdict.RuleResult reworded = loss(rule, 1, 3, version(2, 96, null), version(3, 100, null));
        Verdict.RuleResult larger = loss(rule, 3, 1, version(2, 101, null), version(3, 100, null));

        // Then
        assertThat(allowed)
                .isEqualTo(new Verdict.RuleResult(
                        "max-loss",
                        true,
                        "max-loss: a loss of 0.0200 of accuracy against version 3 on 100 samples, of which only the"
                                + " candidate is right on 1, only the other on 3; 0.02 is allowed, since it has 95 bytes,"
                                + " at least a twentieth fewer than the 100 of that version",
                        3));
        assertThat(more.passed()).isFalse();
        assertThat(asLarge.passed()).isFalse();
        assertThat(asLarge.explanation())
                .contains(
                        "none is allowed, since it has 100 bytes, not at least a twentieth fewer than the 100 of that version");
        assertThat(reworded.passed())
                .as("files of one network differ by what they say of themselves")
                .isFalse();
        assertThat(larger.passed()).as("nothing is lost").isTrue();
    }

    @Test
    void shouldCountParametersWhereTheyShallBeFewer() {
        MaxLoss rule = new MaxLoss(0.02, "3", Smaller.PARAMETERS, null);
        ModelVersion trained = version(3, 500, 101L);
        ModelVersion imported = version(3, 401, null);

        assertThat(loss(rule, 1, 3, version(2, 500, 100L), trained).explanation())
                .contains("it has 100 parameters, fewer than the 101 of that version");
        assertThat(loss(rule, 1, 3, version(2, 100, 101L), trained).passed()).isFalse();
        assertThat(loss(rule, 1, 3, version(2, 500, 100L), imported).passed()).isFalse();
        assertThat(loss(rule, 1, 3, version(2, 500, 95L), imported).explanation())
                .contains("it has 95 parameters, at least a twentieth fewer than the 101 of that version");
    }

    @Test
    void shouldRefuseOnlyALossThatIsShownToBeLargerWhereASignificanceIsGiven() {
        MaxLoss rule = new MaxLoss(0.02, "3", Smaller.FILE, 0.05);
        ModelVersion small = version(2, 90, null);
        ModelVersion large = version(3, 100, null);

        assertThat(loss(rule, 1, 6, small, large).passed()).as("5 of 100").isTrue();
        Verdict.RuleResult shown = loss(rule, 1, 20, small, large);
        assertThat(shown.passed()).isFalse();
        assertThat(shown.explanation()).contains("; p = 0.00", "that it is no larger in truth, against 0.05");
        // Of the same size, as not-worse: 1 against 8 is 10/512.
        assertThat(loss(rule, 1, 8, large, large).explanation()).contains("none is allowed", "p = 0.0195");
    }

    @Test
    void shouldPassMaxLossWhereNothingIsThereToCompareWith() {
        MaxLoss rule = new MaxLoss(0, "teacher", Smaller.FILE, null);
        ModelEvaluation evidence = Samples.evaluation("e", 2, Split.VALIDATION, 10, null);

        assertThat(gate(rule).weigh(given(evidence, List.of(), Map.of())))
                .containsExactly(new Verdict.RuleResult("max-loss", true, "max-loss: there is no incumbent"));
    }

    @Test
    void shouldRefuseTooManyParameters() {
        ModelEvaluation evidence = Samples.evaluation("e", 2, Split.VALIDATION, 10, null);
        Gate gate = gate(new GateRule.MaxParameters(1000));

        assertThat(gate.weigh(of(version(2, 1, 1000L), evidence)))
                .containsExactly(new Verdict.RuleResult(
                        "max-parameters", true, "max-parameters: 1,000 parameters; 1,000 are allowed"));
        assertThat(gate.weigh(of(version(2, 1, 1001L), evidence)))
                .singleElement()
                .matches(result -> !result.passed());
        assertThat(gate.weigh(of(version(2, 4001, null), evidence)))
                .singleElement()
                .matches(result -> !result.passed())
                .extracting(Verdict.RuleResult::explanation)
                .asString()
                .contains("1,001 parameters by the size of the file, since it was not trained here");
    }

    @Test
    void shouldRefuseASlowNetwork() {
        ModelEvaluation evidence = Samples.measured(
                Samples.evaluation("e", 2, Split.VALIDATION, 10, null), new Latency(64, 32, 25, Samples.EXECUTION));

        assertThat(gate(new GateRule.MaxLatency(2)).weigh(of(version(2, 1, null), evidence)))
                .containsExactly(new Verdict.RuleResult(
                        "max-latency",
                        true,
                        "max-latency: 2.0000 ms for an image, by the median of 25 runs of a batch of 32 images, 64.000 ms,"
                                + " on cpu in fp32; 2.0 ms are allowed"));
        assertThat(gate(new GateRule.MaxLatency(1.9)).weigh(of(version(2, 1, null), evidence)))
                .singleElement()
                .matches(result -> !result.passed());
    }

    @Test
    void shouldNotDecideOnALatencyThatWasNotMeasured() {
        ModelEvaluation evidence = Samples.evaluation("e", 2, Split.VALIDATION, 10, null);

        assertThatThrownBy(() -> gate(new GateRule.MaxLatency(2)).weigh(of(version(2, 1, null), evidence)))
                .hasFieldOrPropertyWithValue("code", ErrorCode.NO_EVIDENCE)
                .hasMessageContaining("evaluation e has no latency");
    }

    private static Gate gate(GateRule rule) {
        return new Gate(TestRegistry.gate(GateConfig.Mode.AUTO, rule));
    }

    private static Gate.Case of(ModelVersion candidate, ModelEvaluation evidence) {
        return new Gate.Case(candidate, new Gate.Finding(evidence, evidence.comparison()), List.of(), Map.of());
    }

    private static Verdict.RuleResult loss(
            MaxLoss rule, int onlyCandidate, int onlyOther, ModelVersion candidate, ModelVersion other) {
        ModelEvaluation evidence = Samples.compared("e", 2, 3, onlyCandidate, onlyOther);
        Gate.Against against = new Gate.Against(other, evidence.comparison());
        return gate(rule)
                .weigh(new Gate.Case(candidate, new Gate.Finding(evidence, null), List.of(), Map.of(rule, against)))
                .get(0);
    }

    private static Verdict.RuleResult robustness(double loss, Gate.Finding... conditions) {
        ModelEvaluation plain = Samples.compared("e", 2, 1, 5, 5);
        return new Gate(TestRegistry.gate(GateConfig.Mode.AUTO, new GateRule.RobustnessLoss(loss)))
                .weigh(given(plain, List.of(conditions), Map.of()))
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
                .weigh(given(evidence, List.of(), Map.of()))
                .get(0);
    }

    private static Verdict.RuleResult result(boolean passed, String explanation) {
        return new Verdict.RuleResult("not-worse", passed, explanation, 1);
    }

    private static Gate.Case given(
            ModelEvaluation plain, List<Gate.Finding> conditions, Map<MaxLoss, Gate.Against> against) {
        return new Gate.Case(version(2, 100, null), new Gate.Finding(plain, plain.comparison()), conditions, against);
    }

    /** @param parameters null of a version that was imported */
    private static ModelVersion version(int number, long size, @Nullable Long parameters) {
        return new ModelVersion(
                new ModelRef(Samples.MODEL, number),
                "0".repeat(64),
                size,
                Samples.CLASSES,
                null,
                parameters == null ? null : Samples.report(parameters),
                TestRegistry.NOW);
    }
}
