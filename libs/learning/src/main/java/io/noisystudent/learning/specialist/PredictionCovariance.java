package io.noisystudent.learning.specialist;

/**
 * Which classes a network gives probability to at the same time: the covariance of its predictions over images, whose
 * labels are not needed. Population covariance, in double precision. Not thread-safe.
 */
public final class PredictionCovariance {
    private final double[] sums;
    private final double[][] products;
    private long images;

    public PredictionCovariance(int classes) {
        sums = new double[classes];
        products = new double[classes][classes];
    }

    /** Counts one image. */
    public void add(float[] probabilities) {
        if (probabilities.length != sums.length) {
            throw new IllegalArgumentException(
                    probabilities.length + " probabilities for " + sums.length + " classes; give one for each");
        }
        images++;
        for (int i = 0; i < sums.length; i++) {
            sums[i] += probabilities[i];
            for (int j = 0; j < sums.length; j++) {
                products[i][j] += (double) probabilities[i] * probabilities[j];
            }
        }
    }

    /** (K, K), symmetric; each row, and each column, is that of a class. */
    public double[][] matrix() {
        if (images == 0) {
            throw new IllegalStateException("no predictions were added; a covariance needs at least one");
        }
        double[][] matrix = new double[sums.length][sums.length];
        for (int i = 0; i < sums.length; i++) {
            for (int j = 0; j < sums.length; j++) {
                matrix[i][j] = products[i][j] / images - sums[i] / images * (sums[j] / images);
            }
        }
        return matrix;
    }
}
