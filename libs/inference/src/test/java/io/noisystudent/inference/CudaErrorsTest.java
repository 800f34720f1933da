package io.noisystudent.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** With what ONNX Runtime said to others, in its issues 12540, 20038, 26312 and those beside them. */
class CudaErrorsTest {
    private static final NvidiaDriver DRIVER = new NvidiaDriver(Optional.of("580.159.04"), 2);

    private final CudaErrors errors = new CudaErrors(CudaOptions.DEFAULT.withNumber(3), DRIVER);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open shared"
                        + " object file: No such file or directory | libcublasLt.so.12 of CUDA 12",
                "Failed to load library /x/libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open shared"
                        + " object file: No such file or directory | libcudnn.so.9 of cuDNN 9",
                "Failed to load library libonnxruntime_providers_tensorrt.so with error: libnvinfer.so.10: cannot open"
                        + " shared object file: No such file or directory | libnvinfer.so.10 of TensorRT 10",
                "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=-1 ; hostname=h ;"
                        + " expr=cudaSetDevice(info_.device_id); | too old for the CUDA libraries",
                "CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=h | shows no device",
                "CUDA failure 101: invalid device ordinal ; GPU=0 ; hostname=h | no device of this number",
                "CUDA error cudaErrorNoDevice:no CUDA-capable device is detected | shows no device",
                "CUDA failure 3: initialization error ; GPU=-1 ; hostname=h | does not start",
                "CUDA failure 34: CUDA driver is a stub library ; GPU=-1 ; hostname=h | stub for builds",
                "CUDA failure 46: CUDA-capable device(s) is/are busy or unavailable ; GPU=-1 | compute mode",
                "CUDA failure 802: system not yet initialized ; GPU=-1 ; hostname=h | nvidia-fabricmanager",
                "CUDA failure 805: MPS client failed to connect to the MPS control daemon ; GPU=-1 | MPS runs",
                "Failed to find CUDA shared provider | Failed to find CUDA shared provider",
            })
    void shouldSayWhyADeviceIsNotThere(String message, String reason) {
        // When
        NoisyStudentException refusal = errors.whenOpening(error(message));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.DEVICE_UNAVAILABLE);
        assertThat(refusal.subject()).isEqualTo("cuda:3");
        assertThat(refusal.getMessage()).contains(reason, "driver 580.159.04, 2 cards");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CUDA failure 700: an illegal memory access was encountered ; GPU=0 ; hostname=h ; expr=x",
                "Non-zero status code returned while running Conv node. Name:'c' Status Message: CUDNN failure 8:"
                        + " CUDNN_STATUS_EXECUTION_FAILED ; GPU=0",
                "CUDNN_FE failure 11: CUDNN_BACKEND_API_FAILED ; GPU=0",
                "CUBLAS failure 13: CUBLAS_STATUS_EXECUTION_FAILED ; GPU=0",
                "CUDA failure 999: unknown error ; GPU=0",
                "CUDA error cudaErrorIllegalAddress:an illegal memory access was encountered",
            })
    void shouldKnowThatADeviceFailed(String message) {
        assertThat(errors.whenRunning(error(message)))
                .hasValueSatisfying(e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_FAILED));
        assertThat(errors.whenOpening(error(message)).code()).isEqualTo(ErrorCode.DEVICE_FAILED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Non-zero status code returned while running Mul node. Name:'m' Status Message: bfc_arena.cc:368 Failed to"
                        + " allocate memory for requested buffer of size 2830172160",
                "Available memory of 100 is smaller than requested bytes of 200",
                "CUDA failure 2: out of memory ; GPU=0 ; hostname=h ; expr=cudaMalloc((void**)&p, size);",
                "CUDA error cudaErrorMemoryAllocation:no more of it",
                "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0",
                "CUDNN failure 2000: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED ; GPU=0",
            })
    void shouldKnowThatADeviceHasNoMemory(String message) {
        // Given
        CudaOptions limited = new CudaOptions(
                0,
                CudaOptions.ExecutionProvider.CUDA,
                CudaOptions.Products.TF32,
                OptionalLong.of(1L << 30),
                CudaOptions.ArenaGrowth.NEXT_POWER_OF_TWO);

        // When
        NoisyStudentException refusal = new CudaErrors(limited, DRIVER).whenOpening(error(message));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.DEVICE_MEMORY);
        assertThat(refusal.getMessage()).contains("limit of 1073741824 bytes", "lower the batch size");
        assertThat(errors.whenRunning(error(message)))
                .hasValueSatisfying(e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_MEMORY));
    }

    @Test
    void shouldTakeTensorRtForTheDeviceOnlyWhenItRuns() {
        OrtException enqueue =
                error("Non-zero status code returned while running TRTKernel_graph_0 node. Status Message:"
                        + " TensorRT EP execution context enqueue failed.");

        assertThat(errors.whenRunning(enqueue))
                .hasValueSatisfying(e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_FAILED));
        assertThat(errors.whenOpening(error("TensorRT EP failed to create engine from network."))
                        .code())
                .isEqualTo(ErrorCode.DEVICE_UNAVAILABLE);
        assertThat(errors.whenRunning(error("CUDA failure 46: busy or unavailable ; GPU=0")))
                .as("while it runs, it was there")
                .hasValueSatisfying(e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_FAILED));
    }

    @Test
    void shouldLeaveAModelItsOwnErrors() {
        OrtException shape =
                error("Non-zero status code returned while running Reshape node. The input tensor cannot be"
                        + " reshaped to the requested shape");

        assertThat(errors.whenRunning(shape)).isEmpty();
        assertThat(errors.whenOpening(new OrtException(OrtErrorCode.ORT_INVALID_GRAPH, "no such input"))
                        .code())
                .isEqualTo(ErrorCode.BAD_GRAPH);
    }

    private static OrtException error(String message) {
        return new OrtException(OrtErrorCode.ORT_RUNTIME_EXCEPTION, message);
    }
}
