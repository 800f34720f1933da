/** Networks that others exported: what becomes of them here, beside ONNX Runtime and PyTorch. */
@NullMarked
package io.noisystudent.bench.foreign;

import org.jspecify.annotations.NullMarked;
