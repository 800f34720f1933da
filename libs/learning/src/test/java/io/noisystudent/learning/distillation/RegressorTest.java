package io.noisystudent.learning.distillation;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

class RegressorTest {
    /** Of 1x1, 3x3 with stride, transposed 4x4, which PyTorch gives the fan of its filters, and 3x3 without padding. */
    @ParameterizedTest
    @CsvSource({"16, 4, 40, 4, 16", "16, 8, 40, 4, 144", "16, 4, 40, 8, 640", "16, 6, 40, 4, 144"})
    void shouldBeginWithinTheBoundsOfPyTorch(long channels, long size, long filters, long toSize, int fanIn) {
        // Given
        double bound = 1 / Math.sqrt((double) fanIn);

        try (Regressor regressor = new Regressor(shape(channels, size, filters, toSize), 1, Compute.cpu())) {
            // When
            List<double[]> values = values(regressor);

            // Then
            for (double[] drawn : values.subList(0, 2)) {
                double[] magnitudes = DoubleStream.of(drawn).map(Math::abs).toArray();
                assertThat(Arrays.stream(magnitudes).max().orElseThrow())
                        .isLessThanOrEqualTo(bound + 1e-7)
                        .isGreaterThan(.8 * bound);
                assertThat(Arrays.stream(drawn).min().orElseThrow()).isLessThan(-.5 * bound);
                assertThat(Arrays.stream(drawn).average().orElseThrow()).isCloseTo(0, within(.4 * bound));
            }
            assertThat(values.get(2)).hasSize((int) filters).containsOnly(1);
            assertThat(values.get(3)).hasSize((int) filters).containsOnly(0);
        }
    }

    @Test
    void shouldBeginAsItsSeedSays() {
        RegressorShape shape = shape(2, 4, 3, 4);
        try (Regressor one = new Regressor(shape, 1, Compute.cpu());
                Regressor same = new Regressor(shape, 1, Compute.cpu());
                Regressor other = new Regressor(shape, 2, Compute.cpu())) {
            assertThat(values(one).get(0))
                    .isEqualTo(values(same).get(0))
                    .isNotEqualTo(values(other).get(0));
            assertThat(values(one).get(1))
                    .isEqualTo(values(same).get(1))
                    .isNotEqualTo(values(other).get(1));
        }
    }

    @Test
    void shouldHaveABoundedNumberOfWeights() {
        assertThat(between(256, 32, 256, 17)).as("256 x 256 x 16 x 16 weights").isPresent();
        assertThat(between(256, 32, 257, 17)).isEmpty();
        assertThat(between(100_000, 4096, 1_000_000, 1)).isEmpty();
        assertThat(between(3_000_000_000L, 1, 4_000_000_000L, 1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"4, 4, 4, 4", "8, 4, 6, 3", "4, 8, 3, 6", "16, 4, 14, 2"})
    void shouldMakeTheTeachersShape(int size, int toSize, int otherSize, int otherToSize) {
        NativeScope.run(() -> {
            try (Regressor regressor = new Regressor(shape(2, size, 3, toSize), 1, Compute.cpu())) {
                for (int[] sizes : new int[][] {{size, toSize}, {otherSize, otherToSize}}) {
                    Tensor made = regressor.of(maps(2, sizes[0]), maps(3, sizes[1]));

                    assertThat(made.shape()).containsExactly(2, 3, sizes[1], sizes[1]);
                }
            }
        });
    }

    /** 13x13 without padding: smaller maps give others in proportion no longer, or none at all. */
    @ParameterizedTest
    @CsvSource({"14, 3, 2", "12, 3, 0"})
    void shouldRefuseMapsOfWhichItDoesNotMakeTheTeachers(int size, int toSize, int made) {
        NativeScope.run(() -> {
            try (Regressor regressor = new Regressor(shape(2, 16, 3, 4), 1, Compute.cpu())) {
                NoisyStudentException refusal = catchThrowableOfType(
                        NoisyStudentException.class, () -> regressor.of(maps(2, size), maps(3, toSize)));

                assertThat(refusal.code()).isEqualTo(ErrorCode.SIGNATURE_MISMATCH);
                assertThat(refusal)
                        .hasMessageContaining("the regressor makes [2, 3, " + made + ", " + made + "] of the student's"
                                + " [2, 2, " + size + ", " + size + "], and the teacher has [2, 3, 3, 3]");
            }
        });
    }

    private static Tensor maps(int channels, int size) {
        return Compute.cpu().full(ScalarType.Float, 1, 2, channels, size, size);
    }

    private static RegressorShape shape(long channels, long size, long filters, long toSize) {
        return between(channels, size, filters, toSize).orElseThrow();
    }

    private static Optional<RegressorShape> between(long channels, long size, long filters, long toSize) {
        return RegressorShape.between(
                new long[] {2, channels, size, size}, new long[] {2, filters, toSize, toSize}, false);
    }

    private static List<double[]> values(Regressor regressor) {
        return regressor.parameters().stream()
                .map(Parameter::value)
                .map(Steps::values)
                .toList();
    }
}
