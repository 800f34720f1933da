package io.noisystudent.learning.torch;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a failure on a card means, in the words of libtorch, CUDA and its libraries: their exceptions have no types. */
public enum CudaFailure {
    /** The card has no memory left; with less work, the next call may succeed. */
    OUT_OF_MEMORY,
    /** Any other error of CUDA, after most of which each later call in this process fails too. */
    BROKEN_CONTEXT;

    private static final String ERROR = "cuda error:";
    private static final List<String> NO_MEMORY = List.of(
            "cuda out of memory",
            "cuda error: out of memory",
            "cublas_status_alloc_failed",
            "cudnn_status_alloc_failed",
            "cudnn_status_internal_error_device_allocation_failed");

    /** What a message says of a card. */
    public static Optional<CudaFailure> said(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        if (NO_MEMORY.stream().anyMatch(lower::contains)) {
            return Optional.of(OUT_OF_MEMORY);
        }
        return lower.contains(ERROR) ? Optional.of(BROKEN_CONTEXT) : Optional.empty();
    }

    /** What the outermost of a failure and its causes says that speaks of a card. */
    public static Optional<CudaFailure> of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<CudaFailure> said = said(String.valueOf(cause.getMessage()));
            if (said.isPresent()) {
                return said;
            }
        }
        return Optional.empty();
    }
}
