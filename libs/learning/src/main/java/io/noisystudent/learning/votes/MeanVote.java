package io.noisystudent.learning.votes;

import io.noisystudent.learning.training.SoftLabels;
import java.util.Arrays;

/** The shares of the votes: all annotators count alike. */
public final class MeanVote implements VoteRule {
    @Override
    public SoftLabels targets(Ballots ballots) {
        return (image, row) -> {
            Arrays.fill(row, 0);
            ballots.each(image, (annotator, choice) -> row[choice]++);
            for (int k = 0; k < row.length; k++) {
                row[k] /= ballots.count(image);
            }
        };
    }
}
