package io.noisystudent.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an error of the CUDA or TensorRT provider means. ONNX Runtime has no codes for it, only words: those of {@code
 * CudaCall} ("CUDA failure 700: an illegal memory access was encountered") and its older form ("CUDA error
 * cudaErrorIllegalAddress:an illegal memory access was encountered"), of the arena ("Failed to allocate memory for
 * requested buffer of size N") and of the loader ("libcublasLt.so.12: cannot open shared object file").
 */
final class CudaErrors {
    private static final Pattern FAILURE =
            Pattern.compile("\\b(?:CUDA|CUDNN|CUDNN_FE|CUBLAS|CURAND|CUFFT|CUSPARSE|CUSOLVER) failure (-?\\d+)"
                    + "|\\bCUDA error cuda\\w+");

    /** Of a run; one that comes from opening is about the network. */
    private static final Pattern TENSORRT_FAILURE = Pattern.compile("\\bTensorRT EP .*failed");

    /** By number or by name. */
    private static final Pattern CUDA_FAILURE = Pattern.compile("\\bCUDA failure (\\d+)|\\bCUDA error cudaError(\\w+)");

    private static final Pattern NO_MEMORY = Pattern.compile(
            "Failed to allocate memory for requested buffer|smaller than requested bytes|CUDA failure 2:|ALLOC_FAILED"
                    + "|ALLOCATION_FAILED|cudaErrorMemoryAllocation|[Oo]ut of memory");
    private static final Pattern LIBRARY =
            Pattern.compile("(lib([A-Za-z]\\w*)\\.so(?:\\.(\\d+))?[.\\d]*): cannot open shared object");

    private final CudaOptions options;
    private final NvidiaDriver driver;

    /** @param driver of this machine */
    CudaErrors(CudaOptions options, NvidiaDriver driver) {
        this.options = options;
        this.driver = driver;
    }

    /** What a session could not be opened for: {@code BAD_GRAPH}, or a code about the device. */
    NoisyStudentException whenOpening(OrtException e) {
        if (e.getCode() == OrtErrorCode.ORT_INVALID_GRAPH || e.getCode() == OrtErrorCode.ORT_INVALID_PROTOBUF) {
            return Sessions.badGraph(e);
        }
        String text = String.valueOf(e.getMessage());
        if (NO_MEMORY.matcher(text).find()) {
            return shortOfMemory(e);
        }
        // Numbers and names of cudaError_t.
        return switch (cudaFailure(text)) {
            case "35", "InsufficientDriver", "803", "SystemDriverMismatch", "804", "CompatNotSupportedOnDevice" ->
                unavailable(
                        "the driver is too old for the CUDA libraries; install a newer one, or the libraries of an older"
                                + " CUDA with natives that were built for it",
                        e);
            case "100", "NoDevice" -> unavailable("CUDA shows no device; see nvidia-smi and CUDA_VISIBLE_DEVICES", e);
            case "101", "InvalidDevice" ->
                unavailable(
                        "there is no device of this number; they count from 0 among those of CUDA_VISIBLE_DEVICES", e);
            case "209", "NoKernelImageForDevice" -> unavailable("the natives have no code for this card", e);
            case "34", "StubLibrary" ->
                unavailable("libcuda.so.1 is the stub for builds; put the driver's first in LD_LIBRARY_PATH", e);
            case "46", "DevicesUnavailable" ->
                unavailable("another process has the device for itself; see the compute mode in nvidia-smi", e);
            case "802", "SystemNotReady" ->
                unavailable("the driver is not ready; see nvidia-smi, and nvidia-fabricmanager where it is needed", e);
            case "3", "InitializationError", "805", "MpsConnectionFailed" ->
                unavailable(
                        "the driver does not start; see nvidia-smi, and whether CUDA's MPS runs if it is wanted", e);
            default -> opening(text, e);
        };
    }

    private NoisyStudentException opening(String text, OrtException e) {
        Matcher library = LIBRARY.matcher(text);
        if (library.find()) {
            return unavailable(
                    "the natives need " + library.group(1) + product(library.group(2), library.group(3))
                            + ", which is not there; install it, or add its folder to LD_LIBRARY_PATH",
                    e);
        }
        return isFailure(e) ? failed(e) : unavailable(Sessions.firstLine(e), e);
    }

    /** What ended a run: {@code DEVICE_MEMORY} or {@code DEVICE_FAILED}; empty if it is the model's own error. */
    Optional<NoisyStudentException> whenRunning(OrtException e) {
        if (NO_MEMORY.matcher(String.valueOf(e.getMessage())).find()) {
            return Optional.of(shortOfMemory(e));
        }
        boolean isDevice = isFailure(e)
                || TENSORRT_FAILURE.matcher(String.valueOf(e.getMessage())).find();
        return isDevice ? Optional.of(failed(e)) : Optional.empty();
    }

    private static boolean isFailure(OrtException e) {
        return e.getCode() == OrtErrorCode.ORT_DEVICE_RESET
                || FAILURE.matcher(String.valueOf(e.getMessage())).find();
    }

    /** The number of an error of CUDA, or its name; empty if the text has neither. */
    private static String cudaFailure(String text) {
        Matcher failure = CUDA_FAILURE.matcher(text);
        if (!failure.find()) {
            return "";
        }
        return failure.group(1) != null ? failure.group(1) : failure.group(2);
    }

    private static String product(String library, String version) {
        return switch (library.toLowerCase(Locale.ROOT)) {
            case "cudart", "cublas", "cublaslt" -> " of CUDA " + version;
            case "cudnn" -> " of cuDNN " + version;
            case "nvinfer", "nvinfer_plugin", "nvonnxparser" -> " of TensorRT " + version;
            case "cuda" -> " of the driver";
            default -> "";
        };
    }

    private NoisyStudentException shortOfMemory(OrtException e) {
        String limit = options.memoryLimit().isPresent()
                ? "within the limit of " + options.memoryLimit().getAsLong() + " bytes; raise it, or"
                : "on the device; see nvidia-smi for who else uses it, or";
        return new NoisyStudentException(
                ErrorCode.DEVICE_MEMORY,
                options.device(),
                "no memory " + limit + " lower the batch size or the batches at once: " + Sessions.firstLine(e),
                e);
    }

    private NoisyStudentException failed(OrtException e) {
        return new NoisyStudentException(
                ErrorCode.DEVICE_FAILED,
                options.device(),
                "the device failed (" + driver + "), and this process cannot use it any more; see the kernel's log for"
                        + " Xid: " + Sessions.firstLine(e),
                e);
    }

    private NoisyStudentException unavailable(String reason, OrtException e) {
        return new NoisyStudentException(
                ErrorCode.DEVICE_UNAVAILABLE,
                options.device(),
                "not available: " + reason + " (" + driver + ")"
                        + (reason.equals(Sessions.firstLine(e)) ? "" : ": " + Sessions.firstLine(e)),
                e);
    }
}
