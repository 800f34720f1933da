package io.noisystudent.bench;

import io.noisystudent.inference.Device;
import java.util.List;

/** What {@code bench gpu} runs nothing of: on a CPU what only CUDA takes, and on a card what none of its parts takes. */
final class CudaBranches {
    /** Begins with the class whose branch it is. */
    static final List<String> OF_CARDS = List.of(
            "Devices.card: the choice of a card",
            "LibtorchCuda: the start of CUDA, the properties of cards, versions of driver and libraries",
            "CudaCompute: tensors on the card, pinned memory, random masks, autocast of CUDA, flags of cuDNN, cuBLAS and TF32, "
                    + "deterministic algorithms, weights with channels last",
            "CudaStaging: copies on a stream of their own, events (a staging of batches that stay was run)",
            "HostMemory.onHost: values of a card that exports, checkpoints and evaluations read",
            "PendingLosses: losses that are read later than their steps",
            "LossScaler: float16, whose steps may be skipped",
            "kernels of CUDA under all calls of libtorch: cuDNN, cuBLAS, fused and foreach operators",
            "Sessions.onCuda: the provider's settings",
            "PinnedMemory, CudaRuntime: buffers that the driver keeps in place",
            "BoundBatch.run: copies of a batch and of its scores between host and card",
            "the provider's arithmetic: cuDNN, cuBLAS, TF32",
            "memory of the card: of trainings, and when models replace one another");

    /** The same. */
    static final List<String> OF_NO_PART = List.of(
            "Devices.card: its refusals",
            "CudaCompute: emptyCache",
            "CudaFailure: out of memory of a card, and a context that is broken",
            "PrecisionProbe: the choice of a precision on a card",
            "CudaErrors: what errors of the provider mean",
            "CudaOptions: several cards, a limit of memory, fp16, TensorRT, two batches at once",
            "LoadedModel: one classifier for all workers of a labeler");

    private CudaBranches() {}

    static void print(Report report, Device device) {
        if (device == Device.CPU) {
            report.line("Not run, because only CUDA takes it:");
            OF_CARDS.forEach(branch -> report.line("- %s", branch));
        } else {
            report.line("Not run by any part, although only CUDA takes it:");
        }
        OF_NO_PART.forEach(branch -> report.line("- %s", branch));
        report.line("");
    }
}
