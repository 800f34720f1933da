package io.noisystudent.metrics;

import io.noisystudent.contracts.registry.Metrics;

/** Collects one model's probabilities on labeled samples into its metrics. Not thread-safe. */
public final class Scorer {
    private static final int TOP = 5;

    /** Probabilities below count as this much, so that one sure mistake does not make the mean infinite. */
    private static final double LEAST_PROBABILITY = 1e-12;

    private final ConfusionMatrix confusion;
    private final Calibration calibration = new Calibration();
    private long topHits;
    private double logLoss;

    public Scorer(int classes) {
        confusion = new ConfusionMatrix(classes);
    }

    /**
     * Adds a sample.
     *
     * @param probabilities one per class
     * @param truth index of the true class
     * @return whether the most probable class, the lowest index of equals, is the true one
     */
    public boolean add(float[] probabilities, int truth) {
        if (probabilities.length != confusion.classes() || truth < 0 || truth >= confusion.classes()) {
            throw new IllegalArgumentException(probabilities.length + " probabilities and true class " + truth
                    + " where there are " + confusion.classes() + " classes");
        }
        int rank = rank(probabilities, truth);
        int predicted = best(probabilities);
        confusion.add(truth, predicted);
        calibration.add(probabilities[predicted], predicted == truth);
        topHits += rank < TOP ? 1 : 0;
        logLoss -= Math.log(Math.max(probabilities[truth], LEAST_PROBABILITY));
        return predicted == truth;
    }

    public ConfusionMatrix confusion() {
        return confusion;
    }

    /** The metrics of all samples so far: all zero without any, but for recalls. */
    public Metrics metrics() {
        long samples = confusion.total();
        ConfidenceInterval top1 = ConfidenceInterval.wilson(confusion.hits(), samples);
        return new Metrics(
                samples,
                confusion.accuracy(),
                top1.low(),
                top1.high(),
                samples == 0 ? 0 : (double) topHits / samples,
                samples == 0 ? 0 : logLoss / samples,
                calibration.expectedError(),
                confusion.recalls(),
                confusion.rows());
    }

    private static int best(float[] probabilities) {
        int best = 0;
        for (int k = 1; k < probabilities.length; k++) {
            if (probabilities[k] > probabilities[best]) {
                best = k;
            }
        }
        return best;
    }

    /** How many classes come before the true one; equals come in the order of their index. */
    private static int rank(float[] probabilities, int truth) {
        int rank = 0;
        for (int k = 0; k < probabilities.length; k++) {
            if (probabilities[k] > probabilities[truth] || (k < truth && probabilities[k] == probabilities[truth])) {
                rank++;
            }
        }
        return rank;
    }
}
