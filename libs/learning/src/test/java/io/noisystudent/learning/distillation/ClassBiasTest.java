package io.noisystudent.learning.distillation;

import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ClassBiasTest {
    @Test
    void shouldLieBetweenTheMargins() {
        float[][] logits = {{0, 3, 1}, {0, 1, 2}, {0, 5, 6}, {0, 1, 0}};
        // The first class lacks 3, 2, 6 and 1; of two images it is the label.
        assertThat(ClassBias.of(logits, new int[] {1, 0, 2, 0}, 0)).isCloseTo(2.5, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 40})
    void shouldPredictTheClassAsOftenAsItOccurs(int occurring) {
        // Given
        Random random = new Random(occurring);
        float[][] logits = new float[40][5];
        int[] labels = new int[40];
        for (int i = 0; i < 40; i++) {
            for (int k = 0; k < 5; k++) {
                logits[i][k] = (float) (3 * random.nextGaussian() - (k == 2 ? 9 : 0));
            }
            labels[i] = i < occurring ? 2 : 4;
        }

        // When
        double bias = ClassBias.of(logits, labels, 2);

        // Then
        long predicted = Arrays.stream(logits)
                .filter(row -> row[2] + bias > Math.max(Math.max(row[0], row[1]), Math.max(row[3], row[4])))
                .count();
        assertThat(predicted).isEqualTo(occurring);
    }

    @Test
    void shouldRefuseNoImages() {
        assertThatThrownBy(() -> ClassBias.of(new float[0][], new int[0], 1))
                .isInstanceOf(NoisyStudentException.class)
                .hasMessageContaining("one at least");
    }
}
