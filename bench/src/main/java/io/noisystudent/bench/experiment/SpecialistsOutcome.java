package io.noisystudent.bench.experiment;

import io.noisystudent.bench.glyph.GlyphPairs;
import io.noisystudent.bench.statistics.MeanInterval;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one seed gave.
 *
 * @param clusters the classes of each specialist
 * @param pairsTogether pairs of which one specialist knows both classes
 */
record SpecialistsOutcome(long seed, List<List<Integer>> clusters, int pairsTogether, List<Row> rows) {
    /**
     * @param accuracy on test images, in percent
     * @param mistakenForPartner test images that were taken for the other class of the pair, in percent
     * @param networks that are computed for each image
     * @param trainedSteps of all of them
     * @param aboveGeneralist points of accuracy above the generalist, image by image, with the interval of this seed's test
     *     images
     */
    record Row(
            String name,
            double accuracy,
            double mistakenForPartner,
            int networks,
            long trainedSteps,
            MeanInterval aboveGeneralist) {
        static Row of(String name, int networks, long trainedSteps, int[] best, int[] generalist, int[] labels) {
            int mistaken = (int) IntStream.range(0, labels.length)
                    .filter(i -> best[i] == GlyphPairs.partner(labels[i]))
                    .count();
            return new Row(
                    name,
                    MeanInterval.of(right(best, labels)).mean(),
                    100.0 * mistaken / labels.length,
                    networks,
                    trainedSteps,
                    MeanInterval.paired(right(best, labels), right(generalist, labels)));
        }

        /** 100 for a right answer, else 0. */
        private static double[] right(int[] best, int[] labels) {
            return IntStream.range(0, labels.length)
                    .mapToDouble(i -> best[i] == labels[i] ? 100 : 0)
                    .toArray();
        }
    }
}
