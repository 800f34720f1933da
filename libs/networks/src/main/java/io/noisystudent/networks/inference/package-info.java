/** Running a served model with ONNX Runtime, in batches, out of reused memory. */
@NullMarked
package io.noisystudent.networks.inference;

import org.jspecify.annotations.NullMarked;
