package io.noisystudent.learning.votes;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.training.SoftLabels;
import java.util.Arrays;

/**
 * Weighs votes by how reliable their annotators are: expectation maximization over a confusion matrix per annotator and
 * the classes' shares, beginning with the shares of the votes. What all annotators of an image mistake for the same other
 * class, it cannot know.
 *
 * <p>Source: Dawid and Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm", Applied
 * Statistics 28 (1979). Each row of a matrix begins with some votes of an annotator who is right with a given accuracy and
 * otherwise spread over the other classes (the Dirichlet prior of Passonneau and Carpenter, TACL 2014): without them an
 * annotator with few votes is believed to be always right about the class of each. So do the classes' shares, with some
 * images of each: without them a rare class may end with no image at all.
 *
 * @param priorVotes per row of a matrix; 0 is the estimate of 1979
 * @param priorAccuracy of these votes
 * @param priorImages of each class; 0 is the estimate of 1979
 * @param iterations at most
 * @param tolerance it ends when no probability changes by more
 */
public record DawidSkene(double priorVotes, double priorAccuracy, double priorImages, int iterations, double tolerance)
        implements VoteRule {
    /** What trainings use. */
    public static final DawidSkene DEFAULT = new DawidSkene(3, 0.7, 1, 100, 1e-6);

    /** Floats of 512 MiB, and twice as much while they are estimated. */
    private static final long MOST_CELLS = 1L << 27;

    private static final double LEAST = 1e-10;

    /** @throws NoisyStudentException {@code TOO_LARGE} when the matrices would take too much memory */
    @Override
    public SoftLabels targets(Ballots ballots) {
        requireSize(ballots);
        float[][] posterior = shares(ballots);
        for (int i = 0; i < iterations; i++) {
            double[] classShares = classShares(posterior, ballots.classes());
            if (update(posterior, ballots, classShares, confusions(ballots, posterior)) <= tolerance) {
                break;
            }
        }
        return (image, row) -> System.arraycopy(posterior[image], 0, row, 0, row.length);
    }

    private static void requireSize(Ballots ballots) {
        long classes = ballots.classes();
        long cells =
                classes * (ballots.images() + 2 * classes * ballots.annotators().size());
        if (cells > MOST_CELLS) {
            throw new NoisyStudentException(
                    ErrorCode.TOO_LARGE,
                    "selection.votes",
                    "Dawid-Skene needs " + cells + " numbers for "
                            + ballots.annotators().size() + " annotators, "
                            + ballots.images() + " images and " + classes + " classes, more than " + MOST_CELLS
                            + "; set selection.votes: mean, or give annotators fewer names");
        }
    }

    private static float[][] shares(Ballots ballots) {
        SoftLabels shares = new MeanVote().targets(ballots);
        float[][] rows = new float[ballots.images()][ballots.classes()];
        for (int image = 0; image < rows.length; image++) {
            shares.read(image, rows[image]);
        }
        return rows;
    }

    /** Their logarithms. */
    private double[] classShares(float[][] posterior, int classes) {
        double[] shares = new double[classes];
        Arrays.fill(shares, priorImages);
        for (float[] row : posterior) {
            for (int k = 0; k < classes; k++) {
                shares[k] += row[k];
            }
        }
        double all = posterior.length + priorImages * classes;
        for (int k = 0; k < classes; k++) {
            shares[k] = StrictMath.log(Math.max(shares[k] / all, LEAST));
        }
        return shares;
    }

    /** By annotator, vote and true class: the logarithm of the probability of that vote. */
    private double[][][] confusions(Ballots ballots, float[][] posterior) {
        int classes = ballots.classes();
        double[][][] votes = new double[ballots.annotators().size()][classes][classes];
        double wrong = classes == 1 ? 0 : priorVotes * (1 - priorAccuracy) / (classes - 1);
        for (double[][] matrix : votes) {
            for (int vote = 0; vote < classes; vote++) {
                for (int k = 0; k < classes; k++) {
                    matrix[vote][k] = vote == k ? priorVotes * priorAccuracy : wrong;
                }
            }
        }
        for (int image = 0; image < posterior.length; image++) {
            float[] row = posterior[image];
            ballots.each(image, (annotator, choice) -> {
                double[] ofVote = votes[annotator][choice];
                for (int k = 0; k < classes; k++) {
                    ofVote[k] += row[k];
                }
            });
        }
        for (double[][] matrix : votes) {
            normalize(matrix);
        }
        return votes;
    }

    /** From counts to logarithms of shares of a column, the true class. */
    private static void normalize(double[][] matrix) {
        for (int k = 0; k < matrix.length; k++) {
            double sum = 0;
            for (double[] ofVote : matrix) {
                ofVote[k] = Math.max(ofVote[k], LEAST);
                sum += ofVote[k];
            }
            for (double[] ofVote : matrix) {
                ofVote[k] = StrictMath.log(ofVote[k] / sum);
            }
        }
    }

    /** The largest change of a probability. */
    private static double update(float[][] posterior, Ballots ballots, double[] prior, double[][][] confusions) {
        double change = 0;
        double[] sums = new double[prior.length];
        for (int image = 0; image < posterior.length; image++) {
            System.arraycopy(prior, 0, sums, 0, sums.length);
            ballots.each(image, (annotator, choice) -> {
                double[] ofVote = confusions[annotator][choice];
                for (int k = 0; k < sums.length; k++) {
                    sums[k] += ofVote[k];
                }
            });
            change = Math.max(change, takeOver(softmax(sums), posterior[image]));
        }
        return change;
    }

    private static double[] softmax(double[] logarithms) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : logarithms) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        for (int k = 0; k < logarithms.length; k++) {
            logarithms[k] = StrictMath.exp(logarithms[k] - largest);
            sum += logarithms[k];
        }
        for (int k = 0; k < logarithms.length; k++) {
            logarithms[k] /= sum;
        }
        return logarithms;
    }

    private static double takeOver(double[] now, float[] row) {
        double change = 0;
        for (int k = 0; k < row.length; k++) {
            change = Math.max(change, Math.abs(now[k] - row[k]));
            row[k] = (float) now[k];
        }
        return change;
    }
}
