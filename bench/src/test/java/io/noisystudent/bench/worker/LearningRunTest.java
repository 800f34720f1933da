package io.noisystudent.bench.worker;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LearningRunTest {
    @Test
    void shouldLearnWhatCanBeToldApart() {
        // When
        double[] found = LearningRun.take(order(10, Optional.empty()), new LearningRun.Speed(9.4, 2.4));

        // Then
        assertThat(found[0]).isGreaterThan(0.3);
        assertThat(found[1]).isGreaterThan(0.3);
        assertThat(found[2]).isGreaterThan(0.3);
        int curve = found.length - LearningOrder.RESULTS;
        assertThat(curve).isPositive();
        assertThat(curve % LearningOrder.POINT).isZero();
    }

    @Test
    void shouldReadTheWordsThatItWrites() {
        LearningOrder order = order(1.5, Optional.of(Path.of("a directory", "of 10%")));

        assertThat(LearningOrder.of(order.words().stream().map(String::valueOf).toList()))
                .isEqualTo(order);
        LearningOrder invented = order(1.5, Optional.empty());
        assertThat(LearningOrder.of(
                        invented.words().stream().map(String::valueOf).toList()))
                .isEqualTo(invented);
    }

    private static LearningOrder order(double seconds, Optional<Path> images) {
        TrainingOrder training =
                TrainingOrder.of(List.of("small-cnn", "fp32", "1", "1", "32", "3", "1", "plain", "cpu", "1"));
        return new LearningOrder(training, 10, 5, seconds, images);
    }
}
