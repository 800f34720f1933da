package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.trainer.testing.ShadedImages;
import io.noisystudent.trainer.testing.ShapesPipeline;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** The allocators themselves, with requests beyond any memory. */
class MemoryShortageTest {
    private static final TrainingRequest REQUEST = ShapesPipeline.request(
            "r", TrainingRanges.supervised(List.of(new LogRange(ShapesPipeline.TOPICS.labeled(), 0, 3, 10))));

    @ParameterizedTest
    @ValueSource(longs = {1L << 45, 1L << 62})
    void shouldKnowThoseOfLibtorch(long elements) {
        // When
        Throwable failure = failure(() -> NativeScope.call(
                () -> Compute.cpu().empty(ScalarType.Float, elements).numel()));

        // Then
        assertThat(failure).isInstanceOf(RuntimeException.class);
        assertThat(MemoryShortage.of(failure).orElseThrow().said())
                .doesNotContain("\n")
                .hasSizeLessThan(310);
    }

    @Test
    void shouldKnowThatOfTheHeap() {
        assertThat(MemoryShortage.of(failure(() -> new long[Integer.MAX_VALUE])))
                .isPresent();
    }

    @Test
    void shouldLookForCausesAndFindNoOther() {
        assertThat(MemoryShortage.of(new IllegalStateException("a batch", new OutOfMemoryError("Direct"))))
                .contains(new MemoryShortage(false, "Direct"));
        assertThat(MemoryShortage.of(new IllegalStateException("std::bad_alloc")))
                .isPresent();
        assertThat(MemoryShortage.of(new IllegalStateException(new IOException("No space left on device"))))
                .isEmpty();
    }

    @Test
    void shouldSayWhatWasTooLargeAndLeaveOtherFailuresAlone() {
        MemoryNeed steps = MemoryNeed.steps(REQUEST, ShadedImages.SHAPE);

        assertThatThrownBy(() -> steps.within(() -> {
                    throw new IllegalStateException("DefaultCPUAllocator: can't allocate memory: you tried");
                }))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY))
                .hasMessageContainingAll(
                        "a step of the network mlp on a batch of 4 labeled and 0 pseudo-labeled images of 8x8x1",
                        "you tried",
                        "the heap may take",
                        "lower batch-size");
        assertThatThrownBy(() -> steps.within(() -> {
                    throw new IllegalStateException("a bug");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> MemoryNeed.data(REQUEST)
                        .within(() -> steps.within(() -> {
                            throw new OutOfMemoryError("Java heap space");
                        })))
                .as("the innermost knows best")
                .hasMessageContaining("a step of the network");
    }

    @Test
    void shouldNameAllNetworksThatAreTrainedTogether() {
        TrainingRequest cohort = ShapesPipeline.cohort(REQUEST);

        assertThat(MemoryNeed.steps(cohort, ShadedImages.SHAPE).what())
                .startsWith("a step of the networks mlp, small-cnn on a batch of 4");
        assertThat(MemoryNeed.network(cohort, ShadedImages.SHAPE))
                .isEqualTo(new MemoryNeed(
                        "r",
                        "the networks mlp, small-cnn for images of 8x8x1",
                        "choose a smaller network, or fewer students"));
    }

    /** As libtorch's allocator says it. */
    @Test
    void shouldKnowTheMemoryOfACard() {
        MemoryNeed steps = MemoryNeed.steps(REQUEST, ShadedImages.SHAPE);

        assertThatThrownBy(() -> steps.within(() -> {
                    throw new IllegalStateException(
                            "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 15.00 GiB of"
                                    + " which 1.00 GiB is free. Of the allocated memory 13.00 GiB is allocated by"
                                    + " PyTorch, and 512.00 MiB is reserved by PyTorch but unallocated.\nframe #0");
                }))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_MEMORY))
                .hasMessageContainingAll(
                        "a batch of 4 labeled and 0 pseudo-labeled images",
                        "512.00 MiB is reserved by PyTorch",
                        "lower batch-size or unlabeled-ratio, raise accumulate")
                .hasMessageNotContainingAny("frame #0", "the heap");
    }

    @ParameterizedTest
    @CsvSource({
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate(handle), DEVICE_MEMORY",
        "cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED, DEVICE_MEMORY",
        "CUDA error: out of memory, DEVICE_MEMORY",
        "not enough memory on the host to pin 8 bytes for copies to the card, OUT_OF_MEMORY"
    })
    void shouldTellTheCardFromTheHost(String said, ErrorCode code) {
        Throwable failure = new IllegalStateException(said, new IllegalStateException("CUDA error: out of memory"));

        assertThat(MemoryShortage.of(failure).orElseThrow().code()).isEqualTo(code);
    }

    private static Throwable failure(Callable<?> work) {
        return catchThrowable(() -> assertThat(work.call()).isNotNull());
    }
}
