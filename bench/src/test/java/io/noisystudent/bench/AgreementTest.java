package io.noisystudent.bench;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AgreementTest {
    @Test
    void shouldFindTheLargestDifferenceAndTheImagesOfTheSameClass() {
        // Given three images of two classes, the last of which changes its class
        float[] expected = {1, 2, -4, 3, 0.5f, 0.4f};
        float[] found = {1, 2.5f, -4, 3, 0.3f, 0.4f};

        // When
        Agreement agreement = Agreement.of(expected, found, 2);

        // Then
        assertThat(agreement).isEqualTo(new Agreement(3, 4, 0.5, 2, 2));
        assertThat(agreement.relative()).isEqualTo(0.125);
        assertThat(agreement.within(0.125)).isTrue();
        assertThat(agreement.within(0.12)).isFalse();
    }

    @Test
    void shouldNeverAcceptNaN() {
        assertThat(Agreement.of(new float[] {1, 2}, new float[] {Float.NaN, 2}, 2)
                        .within(1e9))
                .isFalse();
    }

    @Test
    void shouldRefuseWhatAreNoRows() {
        assertThatThrownBy(() -> Agreement.of(new float[3], new float[3], 2)).hasMessageContaining("2 classes");
        assertThatThrownBy(() -> Agreement.of(new float[4], new float[2], 2)).hasMessageContaining("4 and 2");
    }
}
