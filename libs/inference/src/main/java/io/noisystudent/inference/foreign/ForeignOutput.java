package io.noisystudent.inference.foreign;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.rewrite.LogitsOutput;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The value of a foreign network of which its logits are made.
 *
 * @param value its name
 * @param rank number of its axes
 * @param probabilities whether it holds probabilities
 */
record ForeignOutput(String value, int rank, boolean probabilities) {
    /**
     * The only output, or the named value.
     *
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} with the outputs that there are
     */
    static String choose(Graph graph, Optional<String> wanted) {
        if (wanted.isPresent()) {
            if (!RuntimeValues.computed(graph).contains(wanted.get())) {
                throw new NoisyStudentException(
                        ErrorCode.SIGNATURE_MISMATCH,
                        wanted.get(),
                        "the model computes no value of this name; its outputs are " + graph.outputs()
                                + ", name one of them, or a value of a node");
            }
            return wanted.get();
        }
        if (graph.outputs().size() != 1) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    "output",
                    "the model has " + graph.outputs().size() + " outputs: " + graph.outputs()
                            + "; name the one with the classes, such as --output "
                            + graph.outputs().get(0).name());
        }
        return graph.outputs().get(0).name();
    }

    /** The network with the logits as its only output. */
    Graph apply(Graph graph, int classes) {
        return LogitsOutput.of(graph, value, rank, probabilities, classes);
    }

    /** The logits that belong to what the value held. */
    Tensor expected(Tensor held) {
        if (!probabilities) {
            return held;
        }
        float[] logits = held.floats();
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(logits[i] + Float.MIN_NORMAL);
        }
        return Tensor.ofFloats(held.dims(), logits);
    }

    static NoisyStudentException mismatch(String output, @Nullable Tensor found, int classes) {
        String what = found == null
                ? "the output is not one row for each image"
                : "for " + found.dim(0) + " images the output is " + found.type() + " " + Arrays.toString(found.dims());
        List<String> remedies = List.of(
                "give pipeline.yaml the network's classes in their order",
                "give the network a last layer for the pipeline's classes and export it again",
                "name another value with --output");
        return new NoisyStudentException(
                ErrorCode.SIGNATURE_MISMATCH,
                output,
                what + "; the pipeline has " + classes + " classes, which takes one FLOAT for each: "
                        + String.join(", or ", remedies));
    }
}
