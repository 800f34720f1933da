package io.noisystudent.contracts.event;

import java.util.List;

/**
 * What a training's labels say of which people were not sure.
 *
 * @param distributions images of the split train that are labeled with a distribution
 * @param voted images of the split train on which annotators voted
 * @param undecided images of the split validation that were left out, because no class of theirs is ahead
 * @param annotators how many voted in the split train
 * @param leastReliable of these, at most {@link #SHOWN}, the least accurate first
 */
public record LabelDoubt(
        int distributions, int voted, int undecided, int annotators, List<AnnotatorEstimate> leastReliable) {
    public static final int SHOWN = 100;

    public LabelDoubt {
        leastReliable = List.copyOf(leastReliable);
    }

    /**
     * How reliable an annotator seems to be.
     *
     * @param accuracy mean probability that the labels which were learned give to the annotator's votes
     */
    public record AnnotatorEstimate(String annotator, int votes, double accuracy) {}
}
