package io.noisystudent.bench.worker;

import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.contracts.config.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class JavaWorkerTest {
    @ParameterizedTest
    @EnumSource
    void shouldMeasureTheStepsThatItIsAskedFor(TrainingOrder.Kind noise) {
        // When
        Measurement round = new TrainingRounds().take(order(4, 5, noise));

        // Then
        assertThat(round.units()).isEqualTo(20);
        assertThat(round.seconds()).isPositive();
    }

    @Test
    void shouldDecodeAndDistortTheImagesThatItIsAskedFor() {
        assertThat(new InputRounds()
                        .take(order(4, 5, TrainingOrder.Kind.IMAGES))
                        .units())
                .isEqualTo(20);
    }

    @Test
    void shouldReadMemoryInEqualDistances() {
        // When
        double[] found = SteadyTraining.take(order(2, 20, TrainingOrder.Kind.NOISE));

        // Then
        assertThat(found).hasSize(2 * SteadyTraining.READINGS);
        for (int i = 0; i < found.length; i += 2) {
            assertThat(found[i]).as("card").isZero();
            assertThat(found[i + 1]).as("process").isGreaterThan(10);
        }
    }

    @Test
    void shouldReadTheWordsThatItWrites() {
        TrainingOrder order = order(4, 5, TrainingOrder.Kind.RESIDENT);

        assertThat(TrainingOrder.of(order.words().stream().map(String::valueOf).toList()))
                .isEqualTo(order);
        assertThat(order.words()).hasSize(TrainingOrder.WORDS);
    }

    private static TrainingOrder order(int batch, int steps, TrainingOrder.Kind noise) {
        return new TrainingOrder("mlp", Arithmetic.FP32, batch, steps, new ImageShape(8, 8, 3), 1, noise, "cpu", 1);
    }

    @Test
    void shouldCountTheOperationsOfAProduct() {
        assertThat(MatrixProducts.take(8, 3, false, 1).units()).isEqualTo(2.0 * 8 * 8 * 8 * 3);
    }
}
