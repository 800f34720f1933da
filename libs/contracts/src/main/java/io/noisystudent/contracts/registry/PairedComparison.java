package io.noisystudent.contracts.registry;

import io.noisystudent.contracts.event.ModelRef;
import java.util.List;

/**
 * Candidate and incumbent on the same samples.
 *
 * @param onlyCandidate samples that only the candidate gets right
 * @param onlyIncumbent samples that only the incumbent gets right
 * @param pWorse one-sided exact McNemar: how likely so many losses are if the candidate is no worse
 * @param pBetter the other side
 * @param differenceLow lower end of the 95 % bootstrap interval of the difference of accuracies
 * @param incumbentRecallPerClass on the same samples
 */
public record PairedComparison(
        ModelRef incumbent,
        long bothRight,
        long onlyCandidate,
        long onlyIncumbent,
        long bothWrong,
        double pWorse,
        double pBetter,
        double difference,
        double differenceLow,
        double differenceHigh,
        List<Double> incumbentRecallPerClass) {
    public PairedComparison {
        incumbentRecallPerClass = List.copyOf(incumbentRecallPerClass);
    }
}
