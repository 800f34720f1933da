package io.noisystudent.learning.specialist;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * On-line K-means: each point in turn moves the nearest center toward it, by one over the number of points that the center
 * has won so far (MacQueen 1967). Centers begin as k-means++ draws them (Arthur, Vassilvitskii 2007). Distances are
 * Euclidean; equal arguments give equal clusters.
 *
 * <p>A cluster takes at most {@code largest} points, in each pass and at the end, where the nearest pairs of points and
 * centers come first: the columns of classes that are seldom confused are almost orthogonal, so that the mean of many
 * becomes almost zero, which is nearer to each of them than any other center is, and would take them all. At the end clusters
 * exchange points, as {@link ClusterExchange} says.
 *
 * @param clusters their number
 * @param largest points of a cluster
 * @param passes over all points, each in an order of its own
 */
public record OnlineKMeans(int clusters, int largest, int passes, long seed) {
    /** @throws NoisyStudentException {@code CONFIG_INVALID} for numbers that are not positive */
    public OnlineKMeans {
        if (clusters < 1 || largest < 1 || passes < 1) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "clusters",
                    clusters + " clusters of at most " + largest + " classes in " + passes
                            + " passes; each is at least 1");
        }
    }

    /**
     * The cluster of each point. A cluster may be empty where points are equal.
     *
     * @param points (n, dimensions)
     * @throws NoisyStudentException {@code CONFIG_INVALID} for fewer points than clusters, or more than they can take
     */
    public int[] cluster(double[][] points) {
        if (points.length < clusters || points.length > (long) clusters * largest) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "clusters",
                    points.length + " classes for " + clusters + " clusters of 1 to " + largest
                            + "; give another number of clusters, or a larger one of classes in each");
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[][] centers = drawn(points, random);
        long[] won = new long[clusters];
        Arrays.fill(won, 1);
        int[] order = new int[points.length];
        Arrays.setAll(order, i -> i);
        for (int pass = 0; pass < passes; pass++) {
            shuffle(order, random);
            move(points, order, centers, won);
        }
        return ClusterExchange.improved(points, assigned(points, centers), clusters);
    }

    /** The first at random, each further one with a chance that grows with the squared distance to the nearest. */
    private double[][] drawn(double[][] points, SplittableRandom random) {
        double[][] centers = new double[clusters][];
        centers[0] = points[random.nextInt(points.length)].clone();
        double[] nearest = new double[points.length];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        for (int c = 1; c < clusters; c++) {
            double sum = 0;
            for (int i = 0; i < points.length; i++) {
                nearest[i] = Math.min(nearest[i], distance(points[i], centers[c - 1]));
                sum += nearest[i];
            }
            double left = random.nextDouble() * sum;
            int chosen = 0;
            while (chosen < points.length - 1 && left >= nearest[chosen]) {
                left -= nearest[chosen++];
            }
            centers[c] = points[chosen].clone();
        }
        return centers;
    }

    /**
     * One pass over points in some order.
     *
     * @param won points of each center so far, the first one included
     */
    void move(double[][] points, int[] order, double[][] centers, long[] won) {
        int[] sizes = new int[clusters];
        for (int i : order) {
            int best = -1;
            for (int c = 0; c < clusters; c++) {
                boolean hasRoom = sizes[c] < largest;
                if (hasRoom && (best < 0 || distance(points[i], centers[c]) < distance(points[i], centers[best]))) {
                    best = c;
                }
            }
            sizes[best]++;
            won[best]++;
            for (int d = 0; d < points[i].length; d++) {
                centers[best][d] += (points[i][d] - centers[best][d]) / won[best];
            }
        }
    }

    private record Pair(int point, int center, double distance) {}

    private int[] assigned(double[][] points, double[][] centers) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < points.length; i++) {
            for (int c = 0; c < clusters; c++) {
                pairs.add(new Pair(i, c, distance(points[i], centers[c])));
            }
        }
        // Stable, so that ties go by point and center.
        pairs.sort(Comparator.comparingDouble(Pair::distance));
        int[] sizes = new int[clusters];
        int[] clusterOf = new int[points.length];
        Arrays.fill(clusterOf, -1);
        for (Pair pair : pairs) {
            if (clusterOf[pair.point()] < 0 && sizes[pair.center()] < largest) {
                clusterOf[pair.point()] = pair.center();
                sizes[pair.center()]++;
            }
        }
        return clusterOf;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += (a[d] - b[d]) * (a[d] - b[d]);
        }
        return sum;
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
    }
}
