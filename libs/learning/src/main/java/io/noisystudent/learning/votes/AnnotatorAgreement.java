package io.noisystudent.learning.votes;

import io.noisystudent.learning.training.SoftLabels;

/**
 * How reliable annotators seem to be.
 *
 * @param votes by annotator
 * @param accuracy by annotator: the mean probability of the own votes
 */
@SuppressWarnings("ArrayRecordComponent") // one number per annotator, never compared
public record AnnotatorAgreement(int[] votes, double[] accuracy) {
    /** Compares votes with what is learned of the same images. */
    public static AnnotatorAgreement of(Ballots ballots, SoftLabels targets) {
        int[] votes = new int[ballots.annotators().size()];
        double[] accuracy = new double[votes.length];
        float[] row = new float[ballots.classes()];
        for (int image = 0; image < ballots.images(); image++) {
            targets.read(image, row);
            ballots.each(image, (annotator, choice) -> {
                votes[annotator]++;
                accuracy[annotator] += row[choice];
            });
        }
        for (int annotator = 0; annotator < votes.length; annotator++) {
            accuracy[annotator] /= votes[annotator];
        }
        return new AnnotatorAgreement(votes, accuracy);
    }
}
