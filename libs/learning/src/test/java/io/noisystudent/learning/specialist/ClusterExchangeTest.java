package io.noisystudent.learning.specialist;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterExchangeTest {
    private static final int CLUSTERS = 4;

    /** Columns as a network has them that is right of 97 of 100 images: partners covary by a hundredth of the variance. */
    @Test
    void shouldBringPairsTogetherThatAreSeldomConfused() {
        // Given
        int classes = 40;
        Random random = new Random(9);
        double[][] columns = new double[classes][classes];
        for (int i = 0; i < classes; i++) {
            for (int j = 0; j < classes; j++) {
                columns[i][j] = i == j ? 0.023 + 0.002 * random.nextDouble() : -6e-4 + 1e-5 * random.nextGaussian();
            }
            columns[i][i ^ 1] += 3e-4;
        }
        int[] before = IntStream.range(0, classes).map(i -> i % CLUSTERS).toArray();

        // When
        int[] clusters = ClusterExchange.improved(columns, before, CLUSTERS);

        // Then
        for (int k = 0; k < classes; k += 2) {
            assertThat(clusters[k + 1]).as("partner of %d", k).isEqualTo(clusters[k]);
        }
        assertThat(IntStream.of(clusters).filter(c -> c == 0).count()).isEqualTo(classes / CLUSTERS);
    }

    /** Every exchange that is left is tried with means and distances. */
    @Test
    void shouldLeaveNoExchangeThatHelps() {
        // Given
        Random random = new Random(2);
        double[][] points = new double[24][3];
        for (double[] point : points) {
            for (int d = 0; d < point.length; d++) {
                point[d] = random.nextGaussian();
            }
        }
        int[] before = IntStream.range(0, points.length).map(i -> i % CLUSTERS).toArray();

        // When
        int[] clusters = ClusterExchange.improved(points, before, CLUSTERS);

        // Then
        double found = spread(points, clusters);
        assertThat(found).isLessThan(0.8 * spread(points, before));
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < i; j++) {
                int[] other = clusters.clone();
                other[i] = clusters[j];
                other[j] = clusters[i];
                assertThat(spread(points, other)).as("%d and %d", i, j).isGreaterThan(found - 1e-9);
            }
        }
    }

    /** The sum of squared distances to the means. */
    private static double spread(double[][] points, int[] clusters) {
        double sum = 0;
        for (int c = 0; c < CLUSTERS; c++) {
            int cluster = c;
            double[][] own = IntStream.range(0, points.length)
                    .filter(i -> clusters[i] == cluster)
                    .mapToObj(i -> points[i])
                    .toArray(double[][]::new);
            for (int d = 0; d < points[0].length; d++) {
                int column = d;
                double mean = IntStream.range(0, own.length)
                        .mapToDouble(i -> own[i][column])
                        .average()
                        .orElseThrow();
                for (double[] point : own) {
                    sum += (point[d] - mean) * (point[d] - mean);
                }
            }
        }
        return sum;
    }
}
