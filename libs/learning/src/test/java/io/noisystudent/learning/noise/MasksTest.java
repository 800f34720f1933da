package io.noisystudent.learning.noise;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.RandomStream;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MasksTest {
    private static final int SAMPLES = 4000;
    private static final int FEATURES = 5;

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.8})
    void shouldDropOutElementsAndKeepTheMean(double rate) {
        // Given / When
        float[] values = masked((ones, random) -> Masks.dropout(ones, rate, random));

        // Then every element is zero or scaled, and the share of zeros is the rate
        long zeros = count(values, 0);
        assertThat(zeros + count(values, (float) (1 / (1 - rate)))).isEqualTo(values.length);
        assertThat((double) zeros / values.length).isCloseTo(rate, within(0.02));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.8})
    void shouldDropTheBranchOfWholeSamplesAndNeverTheShortcut(double rate) {
        // Given / When the shortcut is 1 and the branch is 1
        float[] values = masked((ones, random) -> Masks.addBranch(ones, ones, rate, random));

        // Then every sample has one value
        int dropped = 0;
        for (int sample = 0; sample < SAMPLES; sample++) {
            float first = values[sample * FEATURES];
            for (int feature = 1; feature < FEATURES; feature++) {
                assertThat(values[sample * FEATURES + feature]).isEqualTo(first);
            }
            assertThat(first).isIn(1f, (float) (1 + 1 / (1 - rate)));
            dropped += first == 1f ? 1 : 0;
        }
        assertThat((double) dropped / SAMPLES).isCloseTo(rate, within(0.03));
    }

    @Test
    void shouldRepeatTheMasksOfASeed() {
        float[] first = masked((ones, random) -> Masks.dropout(ones, 0.5, random));
        float[] second = masked((ones, random) -> {
            Masks.dropout(ones, 0.5, random);
            random.reseed(1);
            return Masks.dropout(ones, 0.5, random);
        });

        assertThat(second).isEqualTo(first);
    }

    private interface Noise {
        Tensor apply(Tensor ones, RandomStream random);
    }

    private static float[] masked(Noise noise) {
        float[] ones = new float[SAMPLES * FEATURES];
        Arrays.fill(ones, 1);
        return NativeScope.call(() -> {
            try (RandomStream random = Compute.cpu().randomStream(1)) {
                return HostMemory.floats(noise.apply(Compute.cpu().copyOf(ones, SAMPLES, FEATURES), random));
            }
        });
    }

    private static long count(float[] values, float wanted) {
        int count = 0;
        for (float value : values) {
            count += value == wanted ? 1 : 0;
        }
        return count;
    }
}
