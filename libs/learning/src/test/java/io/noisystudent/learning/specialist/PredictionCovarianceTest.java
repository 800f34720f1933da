package io.noisystudent.learning.specialist;

import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PredictionCovarianceTest {
    @Test
    void shouldGiveTheCovarianceOfACoin() {
        PredictionCovariance covariance = new PredictionCovariance(2);
        covariance.add(new float[] {1, 0});
        covariance.add(new float[] {0, 1});
        assertThat(covariance.matrix()).isDeepEqualTo(new double[][] {{0.25, -0.25}, {-0.25, 0.25}});
    }

    @Test
    void shouldAgreeWithTwoPasses() {
        // Given
        Random random = new Random(2);
        float[][] predictions = new float[200][4];
        PredictionCovariance covariance = new PredictionCovariance(4);
        for (float[] row : predictions) {
            for (int k = 0; k < row.length; k++) {
                row[k] = random.nextFloat();
            }
            covariance.add(row);
        }

        // When
        double[][] matrix = covariance.matrix();

        // Then
        double[] means = new double[4];
        for (float[] row : predictions) {
            for (int k = 0; k < row.length; k++) {
                means[k] += row[k] / 200.0;
            }
        }
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                double sum = 0;
                for (float[] row : predictions) {
                    sum += (row[i] - means[i]) * (row[j] - means[j]);
                }
                assertThat(matrix[i][j]).isCloseTo(sum / 200, within(1e-12));
            }
        }
    }

    @Test
    void shouldRefuseOtherClassesAndNoImage() {
        PredictionCovariance covariance = new PredictionCovariance(3);
        assertThatThrownBy(covariance::matrix).hasMessageContaining("at least one");
        assertThatThrownBy(() -> covariance.add(new float[2])).hasMessageContaining("one for each");
    }
}
