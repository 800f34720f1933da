package io.noisystudent.learning.specialist;

/**
 * Exchanges points of two clusters as long as that brings all nearer to the means of their clusters, which keeps the sizes
 * (the exchange method, Späth 1980). What on-line K-means leaves is a matter of order where points are almost equally far from
 * each other, as the columns of classes are that are seldom confused.
 *
 * <p>The sum of squared distances to the means is that of the squared lengths less {@code S_c / n_c} of each cluster, where
 * {@code S_c} is the sum of the products of all pairs of its points.
 */
final class ClusterExchange {
    /** Of the length of all points: sums in another order differ by less. */
    private static final double ROUNDING = 1e-12;

    private final double[][] products;
    private final int[] clusterOf;
    private final int[] sizes;
    /** (points, clusters): of each point with all of a cluster. */
    private final double[][] sums;

    private final double least;

    private ClusterExchange(double[][] points, int[] clusterOf, int clusters) {
        this.products = products(points);
        this.clusterOf = clusterOf;
        this.sizes = new int[clusters];
        this.sums = new double[points.length][clusters];
        double lengths = 0;
        for (int j = 0; j < points.length; j++) {
            sizes[clusterOf[j]]++;
            lengths += products[j][j];
            for (int i = 0; i < points.length; i++) {
                sums[i][clusterOf[j]] += products[i][j];
            }
        }
        this.least = ROUNDING * lengths;
    }

    /**
     * The clusters after the last exchange that helps; the first that does is taken, in the order of the points.
     *
     * @param points (n, dimensions)
     * @param clusterOf of each point, from 0 on
     */
    static int[] improved(double[][] points, int[] clusterOf, int clusters) {
        ClusterExchange exchange = new ClusterExchange(points, clusterOf.clone(), clusters);
        boolean goesOn = true;
        while (goesOn) {
            goesOn = exchange.pass();
        }
        return exchange.clusterOf;
    }

    private boolean pass() {
        boolean improved = false;
        for (int i = 0; i < clusterOf.length; i++) {
            for (int j = i + 1; j < clusterOf.length; j++) {
                if (clusterOf[i] != clusterOf[j] && gain(i, j) > least) {
                    exchange(i, j);
                    improved = true;
                }
            }
        }
        return improved;
    }

    private double gain(int i, int j) {
        return change(i, j) / sizes[clusterOf[i]] + change(j, i) / sizes[clusterOf[j]];
    }

    /** Of the sum of products of the cluster of {@code out}, if {@code in} takes its place. */
    private double change(int out, int in) {
        int cluster = clusterOf[out];
        return products[out][out]
                - 2 * sums[out][cluster]
                + 2 * (sums[in][cluster] - products[out][in])
                + products[in][in];
    }

    private void exchange(int i, int j) {
        int first = clusterOf[i];
        int second = clusterOf[j];
        clusterOf[i] = second;
        clusterOf[j] = first;
        for (int k = 0; k < sums.length; k++) {
            double moved = products[k][i] - products[k][j];
            sums[k][first] -= moved;
            sums[k][second] += moved;
        }
    }

    private static double[][] products(double[][] points) {
        double[][] products = new double[points.length][points.length];
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < points.length; j++) {
                for (int d = 0; d < points[i].length; d++) {
                    products[i][j] += points[i][d] * points[j][d];
                }
            }
        }
        return products;
    }
}
