package io.noisystudent.learning.specialist;

import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class OnlineKMeansTest {
    @Test
    void shouldFindGroupsThatLieApart() {
        // Given
        double[][] points = new double[30][];
        Random random = new Random(3);
        for (int i = 0; i < points.length; i++) {
            points[i] = new double[] {10 * (i % 3) + random.nextGaussian(), random.nextGaussian()};
        }

        // When
        int[] clusters = new OnlineKMeans(3, 30, 5, 1).cluster(points);

        // Then
        for (int i = 0; i < points.length; i++) {
            assertThat(clusters[i]).as("point %d", i).isEqualTo(clusters[i % 3]);
        }
        assertThat(Arrays.stream(clusters).distinct().count()).isEqualTo(3);
    }

    /** MacQueen's rule by hand. */
    @Test
    void shouldMoveTheNearestCenterByOneOverItsWins() {
        double[][] centers = {{0}, {10}};
        long[] won = {1, 1};

        new OnlineKMeans(2, 2, 1, 1).move(new double[][] {{2}, {4}, {9}, {3}}, new int[] {0, 2, 1, 3}, centers, won);

        // 0 goes to 1 and 2, 10 to 9.5; the first has no room for the last point, to which 9.5 goes by a third.
        assertThat(centers[0]).containsExactly(new double[] {2}, within(1e-12));
        assertThat(centers[1]).containsExactly(new double[] {9.5 - 6.5 / 3}, within(1e-12));
        assertThat(won).containsExactly(3, 3);
    }

    @Test
    void shouldKeepPairsTogetherThatAreConfusedALittle() {
        // Given: columns of a covariance in which only partners covary, half as much as each varies
        int classes = 40;
        double[][] columns = new double[classes][classes];
        for (int k = 0; k < classes; k++) {
            columns[k][k] = 0.01;
            columns[k][k ^ 1] = 0.005;
        }

        // When
        int[] clusters = new OnlineKMeans(4, 12, 20, 1).cluster(columns);
        int[] unlimited = new OnlineKMeans(4, classes, 20, 1).cluster(columns);

        // Then: by chance it would be five pairs
        long together = IntStream.range(0, classes / 2)
                .filter(pair -> clusters[2 * pair] == clusters[2 * pair + 1])
                .count();
        assertThat(together).isEqualTo(20);
        assertThat(largest(clusters)).isEqualTo(12);
        assertThat(largest(unlimited)).isEqualTo(34);
    }

    private static long largest(int[] clusters) {
        return IntStream.range(0, clusters.length)
                .mapToLong(cluster ->
                        Arrays.stream(clusters).filter(own -> own == cluster).count())
                .max()
                .orElseThrow();
    }

    @Test
    void shouldDependOnNothingButSeedAndPoints() {
        Random random = new Random(5);
        double[][] points = new double[50][4];
        for (double[] point : points) {
            Arrays.setAll(point, d -> random.nextGaussian());
        }
        int[] clusters = new OnlineKMeans(5, 12, 3, 7).cluster(points);
        assertThat(new OnlineKMeans(5, 12, 3, 7).cluster(points)).isEqualTo(clusters);
        assertThat(new OnlineKMeans(5, 12, 3, 8).cluster(points)).isNotEqualTo(clusters);
    }

    @Test
    void shouldRefuseWhatCannotBeClustered() {
        assertThatThrownBy(() -> new OnlineKMeans(0, 1, 1, 1)).isInstanceOf(NoisyStudentException.class);
        assertThatThrownBy(() -> new OnlineKMeans(3, 1, 1, 1).cluster(new double[2][1]))
                .hasMessageContaining("another number of clusters");
        assertThatThrownBy(() -> new OnlineKMeans(2, 2, 1, 1).cluster(new double[5][1]))
                .hasMessageContaining("a larger one");
    }
}
