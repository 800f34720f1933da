package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.event.PseudoLabels;
import java.util.List;

/**
 * All accepted pseudo-labels of one generation, as one long list over the labelers' answers.
 *
 * @param answers in task order, each task once
 */
public record Candidates(List<PseudoLabels> answers) {
    public Candidates {
        answers = List.copyOf(answers);
    }

    public int size() {
        return answers.stream().mapToInt(answer -> answer.acceptedAt().size()).sum();
    }

    /** Most probable class per candidate. */
    public int[] labels() {
        int[] labels = new int[size()];
        int next = 0;
        for (PseudoLabels answer : answers) {
            for (int row = 0; row < answer.acceptedAt().size(); row++) {
                labels[next++] = answer.probabilities().argmax(row);
            }
        }
        return labels;
    }

    /** Probability of the most probable class per candidate. */
    public float[] confidences() {
        float[] confidences = new float[size()];
        int next = 0;
        for (PseudoLabels answer : answers) {
            for (int row = 0; row < answer.acceptedAt().size(); row++) {
                confidences[next++] =
                        answer.probabilities().at(row, answer.probabilities().argmax(row));
            }
        }
        return confidences;
    }
}
