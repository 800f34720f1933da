package io.noisystudent.learning.selection;

import io.noisystudent.learning.objective.Targets;

/**
 * Every sample once, with a weight instead of a cut: 1 from the mean confidence on, a Gaussian of the distance below it,
 * {@code exp(-(c - mean)^2 / (2 variance / n^2))}.
 *
 * <p>The confidences are those of distributions that were aligned to the uniform one, so that hard classes are not
 * weighted away; the labels themselves stay as they are. Mean and unbiased variance are of all samples at once, in place
 * of moving averages over batches. Source: Chen et al., "SoftMatch", ICLR 2023, and the USB library.
 */
public final class SoftMatchWeights implements SelectionMethod {
    private final double deviations;

    /** @param deviations n */
    public SoftMatchWeights(double deviations) {
        this.deviations = deviations;
    }

    /** The weight of a confidence. */
    static double weight(double confidence, double mean, double variance, double deviations) {
        double below = Math.min(0, confidence - mean);
        return below == 0 ? 1 : Math.exp(-below * below / (2 * variance / (deviations * deviations)));
    }

    @Override
    public Selection select(TeacherLabels candidates) {
        float[] aligned = alignedConfidences(candidates);
        int count = candidates.count();
        double mean =
                candidates.running().mapToDouble(i -> aligned[i]).average().orElse(0);
        double squares = candidates
                .running()
                .mapToDouble(i -> (aligned[i] - mean) * (aligned[i] - mean))
                .sum();
        double variance = count < 2 ? 0 : squares / (count - 1);
        return new EverySample(i -> weight(aligned[i], mean, variance, deviations)).select(candidates);
    }

    private static float[] alignedConfidences(TeacherLabels candidates) {
        DistributionAlignment alignment = DistributionAlignment.toUniform(candidates.meanDistribution());
        float[] aligned = new float[candidates.size()];
        float[] row = new float[candidates.classes()];
        candidates.running().forEach(i -> {
            candidates.read(i, row);
            alignment.apply(row);
            aligned[i] = row[Targets.argmax(row)];
        });
        return aligned;
    }
}
