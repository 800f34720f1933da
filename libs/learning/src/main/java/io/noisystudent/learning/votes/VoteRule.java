package io.noisystudent.learning.votes;

import io.noisystudent.learning.training.SoftLabels;

/** What to learn of images on which annotators voted. A function of the ballots alone, the same on every machine. */
@FunctionalInterface
public interface VoteRule {
    /** A distribution for each image, by its number. */
    SoftLabels targets(Ballots ballots);
}
