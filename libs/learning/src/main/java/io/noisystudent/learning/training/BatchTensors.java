package io.noisystudent.learning.training;

import io.noisystudent.learning.objective.BatchTargets;
import io.noisystudent.learning.objective.TeacherView;
import io.noisystudent.learning.torch.Compute;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The images of one step and what is known of them, as tensors: where {@link Batch} has them, or copies on the device.
 *
 * @param labeledRows how many there are; they come first
 * @param firstView the row whose view comes first in the views; those of the rows behind follow
 * @param ownShare of each row's image; the rest is of the row that it was mixed with
 * @param tensors images, views, hard labels, soft labels, distributions of labeled rows, weights
 */
record BatchTensors(Compute compute, int labeledRows, int firstView, double ownShare, List<Tensor> tensors) {
    private static final int IMAGES = 0;
    private static final int VIEWS = 1;
    private static final int HARD_LABELS = 2;
    private static final int SOFT_LABELS = 3;
    private static final int LABEL_TARGETS = 4;
    private static final int WEIGHTS = 5;

    /** The same of copies. */
    BatchTensors with(List<Tensor> copies) {
        return new BatchTensors(compute, labeledRows, firstView, ownShare, copies);
    }

    /** The same with this share of each row's own image. */
    BatchTensors mixed(double share) {
        return new BatchTensors(compute, labeledRows, firstView, share, tensors);
    }

    /** uint8 (N, H, W, C), on the device. */
    Tensor images() {
        return compute.onDevice(tensors.get(IMAGES));
    }

    /** What is known of the rows, on the device. */
    BatchTargets targets() {
        return new BatchTargets(
                labeledRows,
                compute.onDevice(tensors.get(HARD_LABELS)),
                compute.onDevice(tensors.get(SOFT_LABELS)),
                compute.onDevice(tensors.get(LABEL_TARGETS)),
                compute.onDevice(tensors.get(WEIGHTS)),
                ownShare);
    }

    /** How many rows teachers are shown. */
    int rowsOf(TeacherView shown) {
        return Math.toIntExact(
                tensors.get(shown == TeacherView.SAME ? IMAGES : VIEWS).size(0));
    }

    /** What teachers are shown, uint8 (V, H, W, C), on the device. */
    Tensor shown(TeacherView shown) {
        return compute.onDevice(tensors.get(shown == TeacherView.SAME ? IMAGES : VIEWS));
    }

    /** How many rows there are. */
    int rows() {
        return Math.toIntExact(tensors.get(WEIGHTS).size(0));
    }

    /**
     * One of {@code parts} of equal size, with its share of the labeled and of the pseudo-labeled rows; all tensors end
     * with the caller's scope.
     *
     * @param part from 0
     */
    BatchTensors part(int part, int parts) {
        if (parts == 1) {
            return this;
        }
        int pseudoLabeled = rows() - labeledRows;
        if (labeledRows % parts != 0 || pseudoLabeled % parts != 0) {
            throw new IllegalArgumentException(labeledRows + " labeled and " + pseudoLabeled
                    + " pseudo-labeled rows cannot be split into " + parts + " equal parts");
        }
        List<Tensor> split = IntStream.range(0, tensors.size())
                .mapToObj(kind -> part(tensors.get(kind), kind == VIEWS ? firstView : 0, part, parts))
                .toList();
        return new BatchTensors(compute, labeledRows / parts, firstView / parts, ownShare, split);
    }

    /** @param first row of the batch that the tensor begins with; it has all behind it, or no row at all */
    private Tensor part(Tensor tensor, int first, int part, int parts) {
        if (tensor.size(0) == 0) {
            return tensor;
        }
        int labeled = labeledRows - first;
        Tensor ofLabeled = share(tensor, 0, labeled, part, parts);
        Tensor ofPseudoLabeled = share(tensor, labeled, tensor.size(0) - labeled, part, parts);
        return torch.cat(new TensorVector(ofLabeled, ofPseudoLabeled), 0);
    }

    private static Tensor share(Tensor tensor, long first, long count, int part, int parts) {
        long size = count / parts;
        return tensor.narrow(0, first + part * size, size);
    }

    /** The row of the batch that a row of its part is, for what is drawn by row. */
    int rowInBatch(int row, int part, int parts) {
        int labeled = labeledRows / parts;
        return row < labeled
                ? part * labeled + row
                : labeledRows + part * ((rows() - labeledRows) / parts) + row - labeled;
    }
}
