package io.noisystudent.trainer.training;

import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.learning.training.SoftLabels;
import io.noisystudent.trainer.dataset.Candidates;
import java.util.Arrays;
import java.util.List;

/** The teacher's distributions of all candidates, where they lie in the labelers' answers. */
final class CandidateLabels implements SoftLabels {
    private final List<PseudoLabels> answers;
    private final int[] ends;

    CandidateLabels(Candidates candidates) {
        answers = candidates.answers();
        ends = new int[answers.size()];
        int end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += answers.get(i).acceptedAt().size();
            ends[i] = end;
        }
    }

    @Override
    public void read(int index, float[] row) {
        int found = Arrays.binarySearch(ends, index + 1);
        int answer = found < 0 ? -found - 1 : firstWithEnd(found);
        int start = answer == 0 ? 0 : ends[answer - 1];
        answers.get(answer).probabilities().copyRow(index - start, row, 0);
    }

    /** Answers without accepted samples end where the one before them ends. */
    private int firstWithEnd(int found) {
        int first = found;
        while (first > 0 && ends[first - 1] == ends[found]) {
            first--;
        }
        return first;
    }
}
