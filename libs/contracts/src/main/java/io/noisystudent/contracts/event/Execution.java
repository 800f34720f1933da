package io.noisystudent.contracts.event;

import static java.util.Objects.requireNonNull;

/**
 * What computed the probabilities of an answer: says of a label whether a labeler on a CPU or on a GPU made it.
 *
 * @param provider ONNX Runtime's execution provider: {@code cpu}, {@code cuda} or {@code tensorrt}
 * @param precision of products: {@code fp32}, {@code tf32} (where the card has it, else fp32) or {@code fp16}
 * @param runtime name and version, for example {@code onnxruntime 1.28.0}
 */
public record Execution(String provider, String precision, String runtime) {
    public Execution {
        requireNonNull(provider, "provider is null");
        requireNonNull(precision, "precision is null");
        requireNonNull(runtime, "runtime is null");
    }
}
