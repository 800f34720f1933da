package io.noisystudent.learning.torch;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The words are those of libtorch's sources. */
class CudaFailureTest {
    @Test
    void shouldTellWantOfMemoryFromABrokenContext() {
        assertThat(CudaFailure.said("CUDA out of memory. Tried to allocate 2.00 GiB"))
                .contains(CudaFailure.OUT_OF_MEMORY);
        assertThat(CudaFailure.said("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"))
                .contains(CudaFailure.OUT_OF_MEMORY);
        assertThat(CudaFailure.said("CUDA error: an illegal memory access was encountered"))
                .contains(CudaFailure.BROKEN_CONTEXT);
        assertThat(CudaFailure.said("DefaultCPUAllocator: can't allocate memory"))
                .isEmpty();
    }

    @Test
    void shouldLookForCauses() {
        assertThat(CudaFailure.of(
                        new IllegalStateException("a step", new RuntimeException("CUDA error: launch failure"))))
                .contains(CudaFailure.BROKEN_CONTEXT);
        assertThat(CudaFailure.of(new IllegalStateException())).isEmpty();
    }

    @Test
    void shouldNotBlameTheCardForTheMemoryOfTheHost() {
        assertThatThrownBy(() -> CudaCompute.ofHost(8, () -> {
                    throw new IllegalStateException("CUDA error: out of memory");
                }))
                .hasMessage("not enough memory on the host to pin 8 bytes for copies to the card");
        assertThatThrownBy(() -> CudaCompute.ofHost(8, () -> {
                    throw new IllegalStateException("CUDA error: an illegal memory access was encountered");
                }))
                .hasMessageContaining("illegal memory access");
    }
}
