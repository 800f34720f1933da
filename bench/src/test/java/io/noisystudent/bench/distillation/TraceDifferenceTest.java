package io.noisystudent.bench.distillation;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TraceDifferenceTest {
    @Test
    void shouldNameTheWeightThatDiffersMostByItsOwnLength() {
        TraceDifference found = TraceDifference.of(trace(2, 3, 4), trace(2.2, 3, 4.4), 0);

        assertThat(found.loss()).isCloseTo(0.1, within(1e-12));
        assertThat(found.gradient()).isCloseTo(0.1, within(1e-6));
        assertThat(found.weight()).isEqualTo("b");
        assertThat(found.within(0.11)).isTrue();
        assertThat(found.within(0.09)).isFalse();
    }

    @Test
    void shouldCompareWhatShouldBeNothingWithAThousandthOfAllGradients() {
        TraceDifference found = TraceDifference.of(trace(1, 1000, 0), trace(1, 1000, 0.5), 0);

        assertThat(found.gradient()).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void shouldNeverHoldWithNaNOrWithoutAnyGradient() {
        assertThat(TraceDifference.of(trace(1, 1, 1), trace(Double.NaN, 1, 1), 0)
                        .within(1))
                .isFalse();
        assertThat(TraceDifference.of(trace(1, 1, 1), trace(1, Double.NaN, 1), 0)
                        .within(1))
                .isFalse();
        assertThat(TraceDifference.of(trace(1, 0, 0), trace(1, 0, 0), 0).within(1))
                .isFalse();
    }

    @Test
    void shouldRefuseOtherWeights() {
        TermTrace other = new TermTrace(List.of(1.0), List.of(Map.of("a", new float[1])), List.of(), Map.of());

        assertThatThrownBy(() -> TraceDifference.of(trace(1, 1, 1), other, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gradients are of [a]");
    }

    private static TermTrace trace(double loss, double a, double b) {
        return new TermTrace(
                List.of(loss),
                List.of(Map.of("a", new float[] {(float) a}, "b", new float[] {(float) b})),
                List.of(),
                Map.of());
    }
}
