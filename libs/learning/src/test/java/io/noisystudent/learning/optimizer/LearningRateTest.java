package io.noisystudent.learning.optimizer;

import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Recipe.Algorithm;
import io.noisystudent.contracts.config.Schedule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class LearningRateTest {
    /** The reference vector: .256, 350 epochs of 100 steps, 2.4 epochs, a warm-up of 5 epochs. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "250, .128",
        "499, .255488",
        "500, .240870",
        "719, .240870",
        "720, .233644",
        "1000, .226635",
        "34999, .003091"
    })
    void shouldDescendTheStaircaseOfNoisyStudent(int step, double rate) {
        LearningRate schedule = LearningRate.of(
                new OptimizerConfig(.256, .9, 0, 5.0 / 350, Algorithm.RMSPROP, new Schedule.Staircase(2.4 / 350, .97)),
                35_000);

        assertThat(schedule.rate(step)).isCloseTo(rate, within(5e-7));
    }

    /** The reference vector: .05 until epoch 150 of 240, then a tenth, after 180 and 210 a tenth again. */
    @ParameterizedTest
    @CsvSource({"150, .05", "151, .005", "181, .0005", "211, .00005"})
    void shouldStepDownAfterTheEpochsOfTheReference(int epoch, double rate) {
        // Given
        LearningRate schedule = LearningRate.of(
                new OptimizerConfig(.05, .9, 0, 0, Algorithm.SGD, new Schedule.Step(List.of(.625, .75, .875), .1)),
                24_000);

        // When the epochs, counted from 1, have 100 steps
        double first = schedule.rate((epoch - 1) * 100);
        double last = schedule.rate(epoch * 100 - 1);

        // Then
        assertThat(first).isCloseTo(rate, within(1e-12));
        assertThat(last).isCloseTo(rate, within(1e-12));
    }

    @Test
    void shouldKeepTheRateWithoutPlacesToStepAt() {
        OptimizerConfig settings = new OptimizerConfig(.1, .9, 0, .2, Algorithm.SGD, new Schedule.Step(List.of(), .1));

        assertThat(LearningRate.of(settings, 10).rate(1)).isCloseTo(.05, within(1e-12));
        assertThat(LearningRate.of(settings, 10).rate(9)).isEqualTo(.1);
    }

    /** Twice the epochs, stairs twice as long, and the warm-up of 5 epochs stays. */
    @Test
    void shouldStretchTheStairsButNotTheWarmUp() {
        // Given
        OptimizerConfig once =
                new OptimizerConfig(.256, .9, 0, 5.0 / 350, Algorithm.RMSPROP, new Schedule.Staircase(2.4 / 350, .97));

        // When
        LearningRate schedule = LearningRate.of(once.withTrainRatio(2), 70_000);

        // Then
        assertThat(schedule.rate(250)).isCloseTo(.128, within(5e-7));
        assertThat(schedule.rate(959)).isCloseTo(.248320, within(5e-7));
        assertThat(schedule.rate(960)).isCloseTo(.240870, within(5e-7));
    }

    @Test
    void shouldFollowACosineByDefault() {
        assertThat(LearningRate.of(new OptimizerConfig(.1, .9, 0, .1), 100))
                .isEqualTo(new CosineSchedule(.1, 0, 10, 100));
    }

    @Test
    void shouldRefuseStairsWithoutDepth() {
        assertThatThrownBy(() -> new StaircaseSchedule(.1, 0, .97)).hasMessageContaining("distance is 0.0");
    }
}
