package io.noisystudent.learning.votes;

import io.noisystudent.learning.training.SoftLabels;
import java.util.Arrays;

/** The class with most votes; of several, each has the same share. */
public final class MajorityVote implements VoteRule {
    @Override
    public SoftLabels targets(Ballots ballots) {
        return (image, row) -> {
            Arrays.fill(row, 0);
            ballots.each(image, (annotator, choice) -> row[choice]++);
            float most = 0;
            int alike = 0;
            for (float votes : row) {
                alike = votes > most ? 1 : votes == most ? alike + 1 : alike;
                most = Math.max(most, votes);
            }
            for (int k = 0; k < row.length; k++) {
                row[k] = row[k] == most ? 1f / alike : 0;
            }
        };
    }
}
