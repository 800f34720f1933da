package io.noisystudent.inference;

import io.noisystudent.contracts.config.ImageShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PinnedMemoryTest {
    private static final ClassifierBuffers MEMORY = ClassifierBuffers.allocate(new ImageShape(28, 28, 3), 10, 7);

    @Test
    void shouldGiveWholePagesToPin() {
        for (ByteBuffer pages : MEMORY.all()) {
            assertThat(pages.isDirect()).isTrue();
            assertThat(pages.capacity() % 4096).isZero();
            assertThat(pages.alignmentOffset(0, 4096)).isZero();
        }
        assertThat(MEMORY.input().capacity()).isEqualTo(28 * 28 * 3 * 7);
        assertThat(MEMORY.logits().capacity()).isEqualTo(70);
        assertThat(MEMORY.probabilities().capacity()).isEqualTo(70);
    }

    @Test
    void shouldKeepInputAndScoresApart() {
        // When
        MEMORY.input().put(0, (byte) 1);
        MEMORY.logits().put(0, 2);
        MEMORY.probabilities().put(0, 3);

        // Then
        assertThat(MEMORY.all().get(0).get(0)).isEqualTo((byte) 1);
        assertThat(MEMORY.logits().get(0)).isEqualTo(2);
        assertThat(MEMORY.probabilities().get(0)).isEqualTo(3);
    }

    @Test
    void shouldGoOnWithoutTheRuntimeOfCuda() {
        try (PinnedMemory memory = PinnedMemory.of(Optional.empty(), 0, MEMORY.all())) {
            assertThat(memory.bytes()).isZero();
        }
    }

    @Test
    void shouldFindTheRuntimeThatIsLoaded(@TempDir Path directory) throws IOException {
        // Given
        Path maps = Files.write(
                directory.resolve("maps"),
                List.of(
                        "7f1200000000-7f1200001000 r--p 00000000 08:01 42      /usr/lib/libcuda.so.1",
                        "7f1300000000-7f1300001000 r-xp 00000000 08:01 43      /opt/cuda 12/lib/libcudart.so.12",
                        "7f1300001000-7f1300002000 rw-p 00000000 08:01 43      /opt/cuda 12/lib/libcudart.so.12"));

        // Then
        assertThat(CudaRuntime.file(maps)).contains(Path.of("/opt/cuda 12/lib/libcudart.so.12"));
        assertThat(CudaRuntime.file(directory.resolve("missing"))).isEmpty();
    }

    @Test
    @DisabledIfEnvironmentVariable(named = "CUDART", matches = ".+")
    void shouldFindNoRuntimeWhereOnlyTheCpuComputes() {
        assertThat(CudaRuntime.loaded()).isEmpty();
    }

    /** The file of a CUDA runtime, which loads without a driver and refuses everything then. */
    @Test
    @EnabledIfEnvironmentVariable(named = "CUDART", matches = ".+")
    void shouldLeaveMemoryAsItIsWhereTheRuntimeRefuses() {
        CudaRuntime runtime = new CudaRuntime(Path.of(System.getenv("CUDART")));
        assertThat(runtime.pin(0, MEMORY.all().get(0)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("driver"));
        try (PinnedMemory memory = PinnedMemory.of(Optional.of(runtime), 0, MEMORY.all())) {
            assertThat(memory.bytes()).isZero();
        }
        assertThat(CudaRuntime.loaded()).isPresent();
    }
}
