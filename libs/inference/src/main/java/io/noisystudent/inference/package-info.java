/** Running a served model with ONNX Runtime, in batches, out of reused memory. */
@NullMarked
package io.noisystudent.inference;

import org.jspecify.annotations.NullMarked;
