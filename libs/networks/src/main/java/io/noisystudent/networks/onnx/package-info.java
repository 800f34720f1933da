/** Graphs to and from ONNX files; files are foreign input, checked before anything is allocated for them. */
@NullMarked
package io.noisystudent.networks.onnx;

import org.jspecify.annotations.NullMarked;
