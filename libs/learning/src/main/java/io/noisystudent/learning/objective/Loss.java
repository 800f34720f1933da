package io.noisystudent.learning.objective;

import io.noisystudent.learning.module.Parameter;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** One term of a training's objective, such as a cross entropy; used by one member of one training. */
public interface Loss extends AutoCloseable {
    /** On which rows of a batch it looks. It is left out of steps that have none of them. */
    RowKind rows();

    /** What it takes from the batch and the networks besides the student's logits. */
    default LossInputs inputs() {
        return LossInputs.NONE;
    }

    /** Which logits of the networks that are trained along it learns from. */
    default PeerLogits peers() {
        return PeerLogits.NONE;
    }

    /**
     * The value of a batch: a scalar with a gradient, without the term's weight. A function of the context and the term's
     * parameters alone: at the end of an epoch it is computed twice, and what it remembered would be in no checkpoint.
     */
    Tensor of(LossContext context);

    /** Parameters of its own that are trained along, such as those of a regressor; they are no part of the student. */
    default List<Parameter> parameters() {
        return List.of();
    }

    /** Lets its parameters go. */
    @Override
    default void close() {}
}
