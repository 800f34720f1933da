/** ONNX's own tests of its operators, run through the trainer's graph and through ONNX Runtime. */
@NullMarked
package io.noisystudent.bench.conformance;

import org.jspecify.annotations.NullMarked;
