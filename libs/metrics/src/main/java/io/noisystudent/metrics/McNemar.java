package io.noisystudent.metrics;

/**
 * The exact test of two classifiers on the same samples: of those that only one gets right, each is as likely to be
 * right with either, if they are equally good (McNemar 1947, in its binomial form).
 */
public final class McNemar {
    private McNemar() {}

    /** How likely it is that the candidate loses at least so many, if it is no worse. */
    public static double pWorse(long onlyCandidate, long onlyIncumbent) {
        return upperTail(onlyIncumbent, onlyCandidate + onlyIncumbent);
    }

    /** How likely it is that the candidate wins at least so many, if it is no better. */
    public static double pBetter(long onlyCandidate, long onlyIncumbent) {
        return upperTail(onlyCandidate, onlyCandidate + onlyIncumbent);
    }

    /** How likely a difference of at least this size is, either way, if they are equally good. */
    public static double pDifferent(long onlyCandidate, long onlyIncumbent) {
        return Math.min(1, 2 * upperTail(Math.max(onlyCandidate, onlyIncumbent), onlyCandidate + onlyIncumbent));
    }

    /** P(X >= from) of X ~ Binomial(n, 1/2), summed from the small end in logarithms. */
    private static double upperTail(long from, long n) {
        if (from < 0 || n < from) {
            throw new IllegalArgumentException("counts of samples are not negative");
        }
        if (2 * from <= n) {
            return 1 - lowerTail(from - 1, n);
        }
        return lowerTail(n - from, n);
    }

    /** P(X <= to), for to below n/2; by symmetry the other tail too. */
    private static double lowerTail(long to, long n) {
        double logTerm = -n * Math.log(2);
        double sum = 0;
        for (long i = 0; i <= to; i++) {
            sum += Math.exp(logTerm);
            logTerm += Math.log((double) n - i) - Math.log(i + 1.0);
        }
        return Math.min(1, sum);
    }
}
