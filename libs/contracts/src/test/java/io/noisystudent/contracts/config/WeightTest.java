package io.noisystudent.contracts.config;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.config.ObjectiveTerm.Rows;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WeightTest {
    private static final JsonCodec<ObjectiveTerm> CODEC = JsonCodec.of(ObjectiveTerm.class);

    /** At 0, 0.25, 0.5, 0.75 and 1 of the steps. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{from: 0.9, to: 0.1}                         | 0.9  0.7  0.5 0.3 0.1",
                "{from: 2, end: 0.5, after: 0}                | 2    2    0   0   0",
                "{before: 0, from: 4, to: 1, start: 0.25}     | 0    4    3   2   1",
                "{from: 0, to: 1, end: 0.5}                   | 0    0.5  1   1   1",
                "{from: 3, to: 1, start: 0.5, end: 0.5}       | 3    3    1   1   1",
                "{from: 3, to: 1, start: 1, end: 1}           | 3    3    3   3   1",
                "{from: 3, to: 1, start: 0, end: 0}           | 1    1    1   1   1",
                "{before: 5, from: 2, to: 4, start: 0.25, end: 0.75, after: 7} | 5 2 3 7 7",
                "6                                            | 6    6    6   6   6"
            })
    void shouldHaveTheWeightOfEveryStep(String written, String expected) {
        Weight weight = read(written);

        assertThat(Arrays.stream(expected.split(" +", -1)).map(Double::valueOf))
                .containsExactly(
                        round(weight, 0), round(weight, .25), round(weight, .5), round(weight, .75), round(weight, 1));
    }

    /** So that a term whose weight falls to 0 is not computed in the last step. */
    @ParameterizedTest
    @CsvSource({"0.9, 0.3", "0.03, 0.19", "0.02, 0.94", "1e-5, 0.6", "3, 0.01"})
    void shouldEndAtZeroExactlyAndNeverBeBelow(double from, double start) {
        Weight weight = new Weight.Changing(from, 0.0, start, 1, null, null);

        assertThat(weight.at(1)).isZero();
        assertThat(IntStream.rangeClosed(0, 1000).mapToDouble(i -> weight.at(i / 1000.0)))
                .allMatch(value -> value >= 0 && value <= from);
    }

    private static double round(Weight weight, double share) {
        return Math.rint(weight.at(share) * 1e9) / 1e9;
    }

    @Test
    void shouldStayANumberInJsonWhereItDoesNotChange() {
        // Given
        ObjectiveTerm constant = new Distillation.SoftTargets(.9, 4, false, Rows.ALL);
        ObjectiveTerm changing = new Distillation.SoftTargets(read("{from: 4, to: 1, start: 0.3}"), 3, false, Rows.ALL);

        // Then
        assertThat(text(constant))
                .isEqualTo("{\"term\":\"soft-targets\",\"weight\":0.9,\"temperature\":4.0,\"standardize\":false,"
                        + "\"rows\":\"ALL\"}");
        assertThat(text(changing))
                .contains(
                        "\"weight\":{\"from\":4.0,\"to\":1.0,\"start\":0.3,\"end\":1.0,\"before\":4.0,\"after\":1.0}");
        assertThat(decode(text(constant))).isEqualTo(constant);
        assertThat(decode(text(changing))).isEqualTo(changing);
        assertThat(decode(text(constant).replace("0.9", "2")))
                .isEqualTo(new Distillation.SoftTargets(2, 4, false, Rows.ALL));
        assertThatThrownBy(() -> decode(text(constant).replace("0.9", "null")))
                .isInstanceOf(NoisyStudentException.class);
        assertThatThrownBy(() -> decode(text(constant).replace("0.9", "{\"to\":1}")))
                .isInstanceOf(NoisyStudentException.class);
    }

    private static String text(ObjectiveTerm term) {
        return new String(CODEC.encode(term), StandardCharsets.UTF_8);
    }

    private static ObjectiveTerm decode(String json) {
        return CODEC.decode("recipes", json.getBytes(StandardCharsets.UTF_8));
    }

    private static Weight read(String weight) {
        String yaml = PipelineConfigReaderTest.MINIMAL
                + "    - {network: mlp, epochs: 2, objective: [cross-entropy, {soft-targets: {weight: " + weight
                + "}}]}\n";
        return PipelineConfigReader.parse(yaml, "p.yaml")
                .recipe(1)
                .objectiveTerms()
                .get(1)
                .weight();
    }
}
