package io.noisystudent.learning.module;

import org.bytedeco.pytorch.Tensor;

/**
 * A weight that is trained.
 *
 * @param name of the initializer in the graph
 * @param value a leaf with a gradient
 * @param decays whether weight decay applies: to the weights of convolutions and matrix products only
 */
public record Parameter(String name, Tensor value, boolean decays) {}
