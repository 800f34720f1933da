package io.noisystudent.learning.specialist;

import java.util.List;

/** Classes that a generalist gives probability to at the same time, for one specialist each. */
public final class ClassClusters {
    private static final int PASSES = 20;

    /** A cluster has at most a quarter more classes than the mean. */
    private static final double ROOM = 1.25;

    /** That a cluster leaves to others, so that a specialist has fewer outputs than its generalist. */
    private static final int LEAST_OTHERS = 2;

    private ClassClusters() {}

    /**
     * Clusters of the columns of a covariance; fewer than asked for where classes are never predicted, so that their columns
     * are equal. Equal arguments give equal clusters.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code CONFIG_INVALID} for fewer classes than clusters
     */
    public static List<SpecialistClasses> of(PredictionCovariance covariance, int clusters, long seed) {
        double[][] columns = covariance.matrix();
        int largest =
                Math.min((int) Math.ceil(ROOM * columns.length / clusters), Math.max(1, columns.length - LEAST_OTHERS));
        return SpecialistClasses.of(new OnlineKMeans(clusters, largest, PASSES, seed).cluster(columns), clusters);
    }
}
