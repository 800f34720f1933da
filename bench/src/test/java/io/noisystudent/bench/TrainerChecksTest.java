package io.noisystudent.bench;

import io.noisystudent.bench.TrainerGradients.Tolerance;
import io.noisystudent.bench.device.MemoryUse;
import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.bench.statistics.Series;
import io.noisystudent.bench.worker.Arithmetic;
import io.noisystudent.inference.Device;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every comparison of the trainer's parts can fail. */
class TrainerChecksTest {
    @ParameterizedTest
    @EnumSource
    void shouldHoldUpToTheToleranceOfThePrecision(Arithmetic arithmetic) {
        Tolerance tolerance = Tolerance.of(arithmetic, 0.01, 0.02, 0.2);

        assertThat(holds(tolerance, 1, 1, 1)).isTrue();
        assertThat(holds(tolerance, 1.1, 1, 1)).isFalse();
        assertThat(holds(tolerance, 1, 1.1, 1)).isFalse();
        assertThat(holds(tolerance, 1, 1, 1.1)).isFalse();
        assertThat(holds(tolerance, Double.NaN, 1, 1)).isFalse();
        assertThat(holds(tolerance, 1, Double.NaN, Double.NaN)).isFalse();
    }

    @Test
    void shouldAllowNoGradientsOfNothing() {
        Tolerance tolerance = Tolerance.of(Arithmetic.BF16, 0.5, 0.6, 0.7);

        assertThat(tolerance.holds(new double[] {0.1, 1, 1})).isFalse();
        assertThat(tolerance.holds(new double[] {0.1, 0.8, 0.8})).isTrue();
    }

    private static boolean holds(Tolerance tolerance, double logits, double gradients, double weight) {
        return tolerance.holds(new double[] {
            logits * tolerance.logits(), gradients * tolerance.gradients(), weight * tolerance.weight()
        });
    }

    @Test
    void shouldTakeNoBitThatDiffersAndNoCheckpointThatWasNotUsed() {
        assertThat(resumed(0, 0, 8, 1000)).isTrue();
        assertThat(resumed(1, 0, 8, 1000)).isFalse();
        assertThat(resumed(0, 1, 8, 1000)).isFalse();
        assertThat(resumed(0, 0, 0, 1000)).isFalse();
        assertThat(resumed(0, 0, 8, 0)).isFalse();
    }

    private static boolean resumed(double... found) {
        return TrainerResumption.judge("", found).holds();
    }

    @Test
    void shouldWatchTheSecondHalfOfTheSteps() {
        assertThat(isFlat(0, 900, 1000, 1010, 1020)).isTrue();
        assertThat(isFlat(0, 900, 1000, 1100, 1200)).isFalse();
        assertThat(isFlat(20, 1000, 1000, 1000, 1000)).isFalse();
    }

    /** @param ofCard how much that grows by from one reading to the next */
    private static boolean isFlat(double ofCard, double... ofProcess) {
        List<MemoryUse> uses = IntStream.range(0, ofProcess.length)
                .mapToObj(i -> new MemoryUse(i * ofCard, ofProcess[i]))
                .toList();
        return TrainerMemory.judge("", uses).holds();
    }

    @Test
    void shouldFailWhereTheWholeIntervalIsBelowWhatIsRequired() {
        TrainerScale scale = TrainerScale.of(Device.CUDA);
        TrainerScale.Load load = scale.loads().get(0);

        assertThat(verdicts(load, scale, 100, 100, 100, 100)).containsExactly(true, true, true);
        assertThat(verdicts(load, scale, 90, 100, 100, 80)).containsExactly(false, true, true);
        assertThat(verdicts(load, scale, 100, 100, 90, 100)).containsExactly(true, false, true);
        assertThat(verdicts(load, scale, 99, 100, 100, 100)).containsExactly(true, true, false);
    }

    private static List<Boolean> verdicts(TrainerScale.Load load, TrainerScale scale, double... rates) {
        List<Series> series = IntStream.range(0, rates.length)
                .mapToObj(i -> Series.measured("", List.of(new Measurement(rates[i], 1, 1))))
                .toList();
        return TrainerSpeed.judge(load, Arithmetic.BF16, series, scale).stream()
                .map(Check::holds)
                .toList();
    }

    @Test
    void shouldFailWhereThereIsNothingToCompareWith() {
        Series ours = Series.measured("ours", List.of(new Measurement(1, 1, 1)));
        Series script = Series.refused("script", "ModuleNotFoundError: torch");

        Check check = TrainerSpeed.ratio("training to PyTorch", ours, script, 0.95);

        assertThat(check.holds()).isFalse();
        assertThat(check.found()).isEqualTo("not measured: script: ModuleNotFoundError: torch");
    }

    @Test
    void shouldTakeNoTeacherAndNoStudentThatLearnedTooLittle() {
        assertThat(TrainerLearning.judge(new double[] {0.5, 0.6, 0.7}, 0.5).holds())
                .isTrue();
        assertThat(TrainerLearning.judge(new double[] {0.4, 0.6, 0.7}, 0.5).holds())
                .isFalse();
        assertThat(TrainerLearning.judge(new double[] {0.5, 0.4, 0.7}, 0.5).holds())
                .isFalse();
        assertThat(TrainerLearning.judge(new double[] {Double.NaN, 0.6, 0.7}, 0.5)
                        .holds())
                .isFalse();
    }
}
