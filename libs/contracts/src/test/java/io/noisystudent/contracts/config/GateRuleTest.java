package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.GateRule.MaxLoss;
import io.noisystudent.contracts.config.GateRule.MaxLoss.Smaller;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GateRuleTest {
    @Test
    void shouldSayWithWhatEachRuleCompares() {
        Stream<GateRule> teacher = Stream.of(
                new GateRule.NotWorse(0.05),
                new GateRule.Better(0.05),
                new GateRule.MinGain(0.1),
                new GateRule.MaxClassLoss(0.1),
                new GateRule.RobustnessLoss(0.1),
                loss("teacher"));
        Stream<GateRule> alone = Stream.of(
                new GateRule.Calibration(0.1),
                new GateRule.MinSamples(1),
                new GateRule.MaxParameters(1),
                new GateRule.MaxLatency(1));

        assertThat(GateRule.compares("max-loss")).isTrue();
        assertThat(GateRule.compares("max-latency")).isFalse();
        assertThat(teacher).allSatisfy(rule -> {
            assertThat(rule.comparesWithTeacher()).isTrue();
            assertThat(rule.comparesWith()).contains("the teacher in office");
        });
        assertThat(alone).allSatisfy(rule -> {
            assertThat(rule.comparesWithTeacher()).isFalse();
            assertThat(rule.comparesWith()).isEmpty();
        });
        assertThat(Stream.of(loss("3"), loss("parent")).map(GateRule::comparesWith))
                .containsExactly(Optional.of("version 3"), Optional.of("the candidate's parent"));
        assertThat(Stream.of(loss("3"), loss("parent"))).noneMatch(GateRule::comparesWithTeacher);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{max-loss: {loss: -0.01}} | rules[0].max-loss.loss (line 5): '-0.01' is not allowed; give a number in [0, 1]",
                "{max-loss: {against: 3}} | rules[0].max-loss.loss",
                "{max-loss: {loss: 0.1, against: best}} | 'best' is not allowed; give teacher, parent or the number of a"
                        + " version",
                "{max-loss: {loss: 0.1, against: 0}} | '0' is not allowed; give teacher, parent or the number of a version",
                "{max-loss: {loss: 0.1, significance: 1}} | '1' is not allowed; give a number in (0, 1)",
                "{max-loss: {loss: 0.1, smaller: head}} | 'head' is not allowed; give file or parameters",
                "{max-parameters: -1} | '-1' is not allowed; give a whole number from 1 to 1000000000000",
                "{max-latency: 0} | '0' is not allowed; give a number in (0, 1000000]"
            })
    void shouldRefuseFiguresThatCannotBe(String rule, String problem) {
        String yaml = """
                pipeline:
                  name: p
                  image: {height: 8, width: 8, channels: 1}
                  classes: [a, b]
                  gate: {rules: [%s]}
                  recipes: [{network: mlp, steps: 1}]
                """.formatted(rule);

        assertThatThrownBy(() -> PipelineConfigReader.parse(yaml, "p.yaml"))
                .isInstanceOfSatisfying(NoisyStudentException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
                    assertThat(refusal.getMessage()).contains(problem);
                });
    }

    private static GateRule loss(String against) {
        return new MaxLoss(0.02, against, Smaller.FILE, null);
    }
}
