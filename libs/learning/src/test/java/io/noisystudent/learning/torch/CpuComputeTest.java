package io.noisystudent.learning.torch;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class CpuComputeTest {
    @Test
    void shouldKeepTheBufferThatATensorLiesOver() {
        assertKept(() -> {
            ByteBuffer bytes = ByteBuffer.allocateDirect(8);
            return new Seen(Compute.cpu().overBytes(bytes, 2, 4), new WeakReference<>(bytes));
        });
        assertKept(() -> {
            ByteBuffer bytes = ByteBuffer.allocateDirect(8);
            return new Seen(
                    Compute.cpu()
                            .overFloats(bytes.order(ByteOrder.nativeOrder()).asFloatBuffer(), 2),
                    new WeakReference<>(bytes));
        });
    }

    @Test
    void shouldKnowWhetherTheProcessorHasProductsInBfloat16() throws IOException {
        Path processors = Path.of("/proc/cpuinfo");
        assumeTrue(Files.isReadable(processors));
        String flags = Files.readString(processors);

        assertThat(Compute.cpu().hasFast(Precision.BF16))
                .isEqualTo(flags.contains("avx512_bf16") || flags.contains("amx_bf16"));
        assertThat(Compute.cpu().hasFast(Precision.FP16)).isFalse();
    }

    @Test
    void shouldNotTrainInFloat16() {
        assertThatThrownBy(() -> Compute.cpu(1, Precision.FP16, Kernels.AUTO)).hasMessageContaining("fp16");
    }

    private record Seen(Tensor tensor, WeakReference<Buffer> buffer) {}

    private static void assertKept(Supplier<Seen> allocation) {
        // Given
        Seen seen = NativeScope.call(() -> {
            Seen inside = allocation.get();
            NativeScope.keep(inside.tensor);
            return inside;
        });

        // When
        System.gc();

        // Then
        assertThat(seen.buffer.get()).isNotNull();
        assertThat(seen.tensor.numel()).isPositive();
        seen.tensor.close();
    }
}
