package io.noisystudent.bench.worker;

import io.noisystudent.bench.statistics.Measurement;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JavaWorkerTest {
    @Test
    void shouldMeasureTheStepsThatItIsAskedFor() {
        // Given
        TrainingRounds.Order order =
                TrainingRounds.Order.of(List.of("train", "mlp", "fp32", "4", "5", "8", "1", "1", "noise"));

        // When
        Measurement round = new TrainingRounds().take(order);

        // Then
        assertThat(round.units()).isEqualTo(20);
        assertThat(round.seconds()).isPositive();
        assertThat(round.cpuSeconds()).isPositive();
    }

    @Test
    void shouldCountTheOperationsOfAProduct() {
        assertThat(MatrixProducts.take(8, 3, false, 1).units()).isEqualTo(2.0 * 8 * 8 * 8 * 3);
    }
}
