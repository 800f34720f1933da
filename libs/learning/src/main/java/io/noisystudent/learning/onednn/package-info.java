/** Kernels of oneDNN in place of libtorch's own, with gradients. */
@NullMarked
package io.noisystudent.learning.onednn;

import org.jspecify.annotations.NullMarked;
