package io.noisystudent.learning.distillation;

import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/** Logits without what their softmax does not depend on. */
final class Centering {
    private static final int CLASSES = 1;

    private Centering() {}

    /** Rows (N, K) less their means. */
    static Tensor of(Tensor logits) {
        return logits.sub(logits.mean(new long[] {CLASSES}, true, new ScalarTypeOptional()));
    }
}
