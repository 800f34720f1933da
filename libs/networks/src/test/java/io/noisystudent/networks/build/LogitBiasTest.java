package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.testing.RuntimeOutputs;
import io.noisystudent.networks.validation.GraphCheck;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class LogitBiasTest {
    private static final ImageShape IMAGE = new ImageShape(8, 8, 1);

    private final Graph graph = Networks.build("mlp", IMAGE, List.of("a", "b", "c"), 1);

    @Test
    void shouldRaiseTheLogitOfOneClass() {
        // Given
        byte[] pixels = new byte[2 * IMAGE.bytes()];
        new Random(1).nextBytes(pixels);
        Map<String, float[]> before = RuntimeOutputs.of(graph, IMAGE, pixels);

        // When: twice
        Graph biased = LogitBias.added(LogitBias.added(graph, 1, 2), 1, 0.5);

        // Then
        Map<String, float[]> after = RuntimeOutputs.of(biased, IMAGE, pixels);
        for (int i = 0; i < 6; i++) {
            float added = i % 3 == 1 ? 2.5f : 0;
            assertThat(after.get("logits")[i]).isCloseTo(before.get("logits")[i] + added, within(1e-5f));
        }
        double factor = Math.exp(2.5);
        double p = before.get("probabilities")[1];
        assertThat((double) after.get("probabilities")[1]).isCloseTo(p * factor / (1 - p + p * factor), within(1e-5));
        GraphCheck.served(biased);
        GraphCheck.trainable(biased);
    }

    @Test
    void shouldRefuseAClassThatIsNotThere() {
        assertThatThrownBy(() -> LogitBias.added(graph, 3, 1))
                .isInstanceOf(NoisyStudentException.class)
                .hasMessageContaining("0 to 2");
    }
}
