package io.noisystudent.learning.selection;

import java.util.SplittableRandom;

/**
 * The filter of Noisy Student as its reference code has it ({@code filter_unlabel.py} of google-research/noisystudent):
 * per class the highest threshold, in steps of 0.01, above which there are enough samples, then as many random copies of
 * each that the target is met on average.
 *
 * <p>Too many inside the last bin are thinned, too few are repeated: of each sample {@code floor(c)} copies and one more
 * with probability {@code frac(c)}, where c = target / count. The random numbers follow from the seed.
 */
public final class BinnedCutOff implements SelectionMethod {
    private static final int BINS = 100;

    private final ClassTarget target;
    private final double floor;
    private final long seed;

    /** @param floor no threshold is lower */
    public BinnedCutOff(ClassTarget target, double floor, long seed) {
        this.target = target;
        this.floor = floor;
        this.seed = seed;
    }

    /**
     * What is taken of one class.
     *
     * @param threshold lowest confidence
     * @param count samples that have it
     * @param copies expected copies of each
     */
    record CutOff(double threshold, int count, double copies) {}

    @Override
    public Selection select(TeacherLabels candidates) {
        int wanted = target.rows(candidates.countPerClass());
        CutOff[] cutOffs = cutOffs(candidates, wanted);
        int[] copies = new int[candidates.size()];
        SplittableRandom random = new SplittableRandom(seed);
        candidates.running().forEach(i -> {
            CutOff cutOff = cutOffs[candidates.label(i)];
            // One number per sample, used or not: what one class gets does not hang on another's cut-off.
            double chance = random.nextDouble();
            if (candidates.confidence(i) >= cutOff.threshold()) {
                int whole = (int) cutOff.copies();
                copies[i] = whole + (chance < cutOff.copies() - whole ? 1 : 0);
            }
        });
        return Selection.of(candidates, wanted, copies);
    }

    CutOff[] cutOffs(TeacherLabels candidates, int wanted) {
        int[][] bins = new int[candidates.classes()][BINS + 1];
        candidates.running().forEach(i -> bins[candidates.label(i)][bin(candidates.confidence(i))]++);
        CutOff[] cutOffs = new CutOff[bins.length];
        for (int label = 0; label < bins.length; label++) {
            int lowest = BINS;
            int count = bins[label][BINS];
            while (count < wanted && threshold(lowest) > floor) {
                count += bins[label][--lowest];
            }
            double copies = count == 0 ? 0 : (double) wanted / count;
            cutOffs[label] = new CutOff(
                    Math.max(floor, threshold(lowest)), count, target.duplicateScarce() ? copies : Math.min(1, copies));
        }
        return cutOffs;
    }

    /** The bin with the highest threshold that this confidence reaches. */
    private static int bin(float confidence) {
        int bin = Math.max(0, Math.min(BINS, (int) (confidence * BINS)));
        while (bin < BINS && confidence >= threshold(bin + 1)) {
            bin++;
        }
        while (bin > 0 && confidence < threshold(bin)) {
            bin--;
        }
        return bin;
    }

    private static double threshold(int bin) {
        return bin / (double) BINS;
    }
}
