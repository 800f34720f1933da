package io.noisystudent.learning.optimizer;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class MovingAverageTest {
    @ParameterizedTest
    @CsvSource({"0, .1", "1, .181818", "10, .55", "100, .918182", "1000, .991089", "100000, .9999"})
    void shouldRampTheDecay(int update, double decay) {
        assertThat(MovingAverage.decay(.9999, update)).isCloseTo(decay, within(5e-7));
    }

    @Test
    void shouldAverageAsTheReferenceVectorSays() {
        NativeScope.run(() -> {
            // Given
            Tensor value = Compute.cpu().copyOf(new float[] {0}, 1);
            try (MovingAverage average = new MovingAverage(Map.of("w", value), .9999)) {
                // When
                for (int t = 0; t < 3; t++) {
                    value.fill_(new Scalar(t + 1.0));
                    average.update(t);
                }

                // Then
                assertThat(HostMemory.floats(average.values().get("w"))[0]).isCloseTo(2.7f, within(1e-6f));
            }
        });
    }

    @Test
    void shouldRefuseADecayOfOne() {
        assertThatThrownBy(() -> new MovingAverage(Map.of(), 1)).hasMessageContaining("decay is 1.0");
    }
}
