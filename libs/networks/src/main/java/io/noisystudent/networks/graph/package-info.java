/** A network as values: an ONNX graph of nodes, tensors and attributes, immutable and well wired. */
@NullMarked
package io.noisystudent.networks.graph;

import org.jspecify.annotations.NullMarked;
