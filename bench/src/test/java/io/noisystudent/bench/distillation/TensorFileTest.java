package io.noisystudent.bench.distillation;

import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TensorFileTest {
    @TempDir
    private Path directory;

    @Test
    void shouldReadWhatItWrites() throws IOException {
        // Given
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("a/b", Tensor.ofFloats(new long[] {2, 1}, 1.5f, -2));
        tensors.put(
                "pixels", Tensor.ofBytes(ElementType.UINT8, new long[] {3}, ByteBuffer.wrap(new byte[] {1, 2, -1})));
        Path file = directory.resolve("tensors");

        // When
        TensorFile.write(file, tensors);

        // Then
        assertThat(TensorFile.read(file)).isEqualTo(tensors);
    }

    @Test
    void shouldRefuseOtherTypes() {
        assertThatThrownBy(() -> TensorFile.write(directory.resolve("t"), Map.of("n", Tensor.scalar(1L))))
                .hasMessage("INT64 is neither FLOAT nor UINT8");
    }
}
