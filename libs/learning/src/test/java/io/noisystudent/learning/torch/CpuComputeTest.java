package io.noisystudent.learning.torch;

import java.lang.ref.WeakReference;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

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
