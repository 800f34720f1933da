package io.noisystudent.learning.objective;

import org.bytedeco.pytorch.Tensor;

/**
 * What is known of a batch's rows, on the device.
 *
 * @param labeledRows how many there are; they come first
 * @param hardLabels int64 (N), classes that people gave, or that are most probable by what they gave; 0 in pseudo-labeled
 *     rows
 * @param softLabels float32 (N, K), stored labels of the teacher, (0, K) where no term asked for them; 0 in labeled rows
 *     without
 * @param labelTargets float32 (L, K), distributions that people gave to the L labeled rows, (0, K) where no term asked
 *     for them
 * @param weights float32 (N), what the loss of a row is multiplied by
 */
public record BatchTargets(int labeledRows, Tensor hardLabels, Tensor softLabels, Tensor labelTargets, Tensor weights) {
    long rows() {
        return weights.size(0);
    }

    /** How many rows of a kind there are. */
    long count(RowKind kind) {
        return switch (kind) {
            case ALL -> rows();
            case LABELED -> labeledRows;
            case PSEUDO_LABELED -> rows() - labeledRows;
        };
    }
}
