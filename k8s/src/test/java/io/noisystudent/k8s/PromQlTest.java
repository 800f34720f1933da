package io.noisystudent.k8s;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Promtool says the same about them; only a vector over time by itself, which no rule can use, it lets pass. */
class PromQlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a{b=\"c\", d=~\"e|f\"} > 0.5",
                "sum by (x) (rate(a[5m])) / on(x) sum by (x) (rate(b[5m]))",
                "sum(rate(a[5m])) by (x)",
                "max(a - b) > 0 and max(changes(a[30m])) == 0",
                "(sum(a) or vector(0)) == 0",
                "max_over_time(a[1d:1h])",
                "-a + 2 * (b - 1)",
                "time() - max(a)",
                "histogram_quantile(0.9, sum by (le) (rate(a[1h30m])))"
            })
    void shouldAcceptAnExpression(String expression) {
        assertThat(PromQl.metrics(expression)).contains("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sum(a",
                "a) > 1",
                "rate(a)",
                "a[5m]",
                "sum(a[5m])",
                "rate(a[5x])",
                "a{b=c}",
                "a{b~\"c\"}",
                "a >",
                "a b",
                "unknown(a)",
                "sum by x (a)",
                "a or 1",
                "rate(sum(a)[5m])"
            })
    void shouldRefuseMalformedExpressions(String expression) {
        assertThatThrownBy(() -> PromQl.metrics(expression)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNameTheMetrics() {
        assertThat(PromQl.metrics("sum by (pod) (rate(a_total{code=\"b\"}[5m])) > bool_c or absent(d)"))
                .containsExactly("a_total", "bool_c", "d");
    }
}
