package io.noisystudent.learning.objective;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

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
 * @param ownShare of each row's image, 1 where images are not mixed: the rest is of its {@linkplain #partners partner}
 */
public record BatchTargets(
        int labeledRows, Tensor hardLabels, Tensor softLabels, Tensor labelTargets, Tensor weights, double ownShare) {
    /** Of images that are not mixed. */
    public BatchTargets(int labeledRows, Tensor hardLabels, Tensor softLabels, Tensor labelTargets, Tensor weights) {
        this(labeledRows, hardLabels, softLabels, labelTargets, weights, 1);
    }

    /** What is known of the rows whose images are mixed into those of these rows: of each kind in reverse order. */
    BatchTargets partners() {
        return new BatchTargets(
                labeledRows,
                partners(hardLabels),
                partners(softLabels),
                partners(labelTargets),
                partners(weights),
                ownShare);
    }

    /** The same of a tensor that begins with the first row, and has all of them, the labeled ones or none. */
    Tensor partners(Tensor rows) {
        long count = rows.size(0);
        if (count <= labeledRows) {
            return rows.flip(0);
        }
        Tensor labeled = rows.narrow(0, 0, labeledRows).flip(0);
        Tensor pseudoLabeled = rows.narrow(0, labeledRows, count - labeledRows).flip(0);
        return torch.cat(new TensorVector(labeled, pseudoLabeled), 0);
    }

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
