package io.noisystudent.learning.distillation;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** How two tensors are compared, as the mean over their elements. */
public enum Difference {
    /** {@code d^2 / 2} where {@code |d| < 1}, else {@code |d| - 1/2}. */
    HUBER,
    L1,
    SQUARED;

    Tensor of(Tensor student, Tensor teacher) {
        return switch (this) {
            case HUBER -> torch.smooth_l1_loss(student, teacher);
            case L1 -> torch.l1_loss(student, teacher);
            case SQUARED -> torch.mse_loss(student, teacher);
        };
    }
}
