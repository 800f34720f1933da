package io.noisystudent.bench;

import java.util.List;

/** What {@code bench gpu --device cpu} runs nothing of, because only CUDA takes it. */
final class CudaBranches {
    /** Begins with the class whose branch it is. */
    static final List<String> NOT_RUN = List.of(
            "Devices.card: the choice of a card, and its refusals",
            "LibtorchCuda: the start of CUDA, the properties of cards, versions of driver and libraries",
            "CudaCompute: tensors on the card, pinned memory, random masks, autocast of CUDA, flags of cuDNN, cuBLAS and TF32, "
                    + "deterministic algorithms, weights with channels last, emptyCache",
            "CudaStaging: copies on a stream of their own, events (a staging of batches that stay was run)",
            "HostMemory.onHost: values of a card that exports, checkpoints and evaluations read",
            "PendingLosses: losses that are read later than their steps",
            "LossScaler: float16, whose steps may be skipped",
            "PrecisionProbe: the choice of a precision on a card",
            "CudaFailure: out of memory of a card, and a context that is broken",
            "kernels of CUDA under all calls of libtorch: cuDNN, cuBLAS, fused and foreach operators",
            "Sessions.onCuda: the provider's settings, and what its errors mean (CudaErrors)",
            "CudaOptions: several cards, a limit of memory, fp16, TensorRT, two batches at once",
            "BoundBatch.run: copies of a batch and of its scores between host and card",
            "LoadedModel: one classifier for all workers of a labeler",
            "the provider's arithmetic: cuDNN, cuBLAS, TF32",
            "memory of the card: of trainings, and when models replace one another");

    private CudaBranches() {}

    static void print(Report report) {
        report.line("Not run, because only CUDA takes it:");
        NOT_RUN.forEach(branch -> report.line("- %s", branch));
        report.line("");
    }
}
