/** An ONNX graph as a list of libtorch calls with gradients. */
@NullMarked
package io.noisystudent.learning.module;

import org.jspecify.annotations.NullMarked;
