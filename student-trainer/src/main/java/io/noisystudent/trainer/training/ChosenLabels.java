package io.noisystudent.trainer.training;

import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.learning.selection.Selection;
import io.noisystudent.learning.training.SoftLabels;
import io.noisystudent.trainer.dataset.Candidates;

/** The teacher's distributions of the chosen images and their weights, found by the images' indexes in the cache. */
final class ChosenLabels implements SoftLabels {
    private final PseudoLabels[] answers;
    private final int[] rows;
    private final float[] weights;

    private ChosenLabels(int size) {
        answers = new PseudoLabels[size];
        rows = new int[size];
        weights = new float[size];
    }

    /** @param slots per candidate its index in the cache, or -1 */
    static ChosenLabels of(Candidates candidates, Selection selection, int[] slots, int size) {
        ChosenLabels labels = new ChosenLabels(size);
        int candidate = 0;
        for (PseudoLabels answer : candidates.answers()) {
            for (int row = 0; row < answer.acceptedAt().size(); row++, candidate++) {
                if (slots[candidate] >= 0) {
                    labels.answers[slots[candidate]] = answer;
                    labels.rows[slots[candidate]] = row;
                }
            }
        }
        for (int i = 0; i < selection.indices().length; i++) {
            labels.weights[slots[selection.indices()[i]]] = selection.weights()[i];
        }
        return labels;
    }

    @Override
    public void read(int index, float[] row) {
        answers[index].probabilities().copyRow(rows[index], row, 0);
    }

    @Override
    public double weight(int index) {
        return weights[index];
    }
}
