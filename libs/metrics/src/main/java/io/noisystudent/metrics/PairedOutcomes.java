package io.noisystudent.metrics;

import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.PairedComparison;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Which of two models got which samples right. Not thread-safe. */
public final class PairedOutcomes {
    private static final int RESAMPLES = 2000;
    private static final double TAIL = 0.025;

    private long bothRight;
    private long onlyCandidate;
    private long onlyIncumbent;
    private long bothWrong;

    public void add(boolean candidateRight, boolean incumbentRight) {
        if (candidateRight && incumbentRight) {
            bothRight++;
        } else if (candidateRight) {
            onlyCandidate++;
        } else if (incumbentRight) {
            onlyIncumbent++;
        } else {
            bothWrong++;
        }
    }

    public long samples() {
        return bothRight + onlyCandidate + onlyIncumbent + bothWrong;
    }

    /** Accuracy of the candidate minus that of the incumbent; 0 without samples. */
    public double difference() {
        return samples() == 0 ? 0 : (double) (onlyCandidate - onlyIncumbent) / samples();
    }

    /**
     * The 95 % percentile interval of {@link #difference} over 2000 paired resamples (Efron 1979); the same seed gives
     * the same interval.
     */
    public ConfidenceInterval bootstrap(long seed) {
        if (samples() == 0) {
            return new ConfidenceInterval(0, 0);
        }
        Random random = new Random(seed);
        int samples = Math.toIntExact(samples());
        double[] differences = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            long sum = 0;
            for (int sample = 0; sample < samples; sample++) {
                int drawn = random.nextInt(samples);
                if (drawn < onlyCandidate) {
                    sum++;
                } else if (drawn < onlyCandidate + onlyIncumbent) {
                    sum--;
                }
            }
            differences[i] = (double) sum / samples;
        }
        Arrays.sort(differences);
        int tail = (int) (RESAMPLES * TAIL);
        return new ConfidenceInterval(differences[tail], differences[RESAMPLES - 1 - tail]);
    }

    /**
     * All of it as the evidence that goes to the registry.
     *
     * @param incumbentRecallPerClass on the same samples
     * @param seed of the bootstrap
     */
    public PairedComparison compare(ModelRef incumbent, List<Double> incumbentRecallPerClass, long seed) {
        ConfidenceInterval interval = bootstrap(seed);
        return new PairedComparison(
                incumbent,
                bothRight,
                onlyCandidate,
                onlyIncumbent,
                bothWrong,
                McNemar.pWorse(onlyCandidate, onlyIncumbent),
                McNemar.pBetter(onlyCandidate, onlyIncumbent),
                difference(),
                interval.low(),
                interval.high(),
                incumbentRecallPerClass);
    }
}
