package io.noisystudent.learning.module;

import org.bytedeco.pytorch.Tensor;

/**
 * A weight that is trained.
 *
 * @param name of the initializer in the graph
 * @param value a leaf with a gradient
 * @param decays whether weight decay applies: to the weights of convolutions and matrix products only
 * @param rateFactor by which the learning rate is multiplied
 */
public record Parameter(String name, Tensor value, boolean decays, double rateFactor) {

    /** Moved at the learning rate itself. */
    public Parameter(String name, Tensor value, boolean decays) {
        this(name, value, decays, 1);
    }

    /** The same under another name. */
    public Parameter named(String other) {
        return new Parameter(other, value, decays, rateFactor);
    }

    /** Its gradient, undefined until a backward pass has reached it; to be changed in place. */
    public Tensor gradient() {
        return value.mutable_grad();
    }

    /** Lets the gradient go, so that the next backward pass need not add to it. */
    public void clearGradient() {
        value.mutable_grad().reset();
    }
}
