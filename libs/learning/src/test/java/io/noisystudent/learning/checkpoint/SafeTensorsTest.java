package io.noisystudent.learning.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SafeTensorsTest {
    @TempDir
    Path directory;

    /** Read by hand, as the format's description says. */
    @Test
    void shouldWriteWhatOthersCanRead() {
        NativeScope.run(() -> {
            // Given
            Path file = directory.resolve("x.safetensors");
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("bias", Compute.cpu().copyOf(new float[] {1, 2}, 2));
            Tensor images = Compute.cpu().copyOf(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 2, 2, 2);
            tensors.put("kernel", images.contiguous(MemoryFormat.ChannelsLast));

            // When
            write(file, tensors, Map.of("steps", "3"));

            // Then
            ByteBuffer bytes = ByteBuffer.wrap(read(file)).order(ByteOrder.LITTLE_ENDIAN);
            int length = (int) bytes.getLong();
            assertThat(length % 8).isZero();
            JsonNode header = json(new String(bytes.array(), 8, length, StandardCharsets.UTF_8));
            assertThat(header.at("/__metadata__/steps").asText()).isEqualTo("3");
            assertThat(header.get("kernel"))
                    .hasToString("{\"dtype\":\"F32\",\"shape\":[1,2,2,2],\"data_offsets\":[8,40]}");
            float[] values = new float[10];
            bytes.position(8 + length)
                    .slice()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            assertThat(values).containsExactly(1, 2, 1, 2, 3, 4, 5, 6, 7, 8);
        });
    }

    @Test
    void shouldGiveBackWhatWasWritten() {
        NativeScope.run(() -> {
            // Given
            Path file = directory.resolve("x.safetensors");
            Tensor kernel = Compute.cpu().copyOf(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 2, 2, 2);
            write(file, Map.of("kernel", kernel), Map.of());
            Tensor target = Compute.cpu().copyOf(new float[8], 1, 2, 2, 2).contiguous(MemoryFormat.ChannelsLast);

            // When
            open(file, Map.of("kernel", target));

            // Then
            assertThat(HostMemory.floats(target)).containsExactly(HostMemory.floats(kernel));
        });
    }

    @Test
    void shouldRefuseTensorsThatDoNotFitAndChangeNone() {
        NativeScope.run(() -> {
            Path file = directory.resolve("x.safetensors");
            write(
                    file,
                    Map.of(
                            "a",
                            Compute.cpu().copyOf(new float[] {1}, 1),
                            "b",
                            Compute.cpu().copyOf(new float[] {1}, 1)),
                    Map.of());
            Tensor good = Compute.cpu().copyOf(new float[] {7}, 1);
            Map<String, Tensor> targets = new LinkedHashMap<>();
            targets.put("a", good);
            targets.put("b", Compute.cpu().copyOf(new float[] {7, 8}, 2));
            assertThatThrownBy(() -> open(file, targets)).hasMessageContaining("another tensor b");
            assertThatThrownBy(() -> open(file, Map.of("a", good, "c", good))).hasMessageContaining("no tensor c");
            assertThat(HostMemory.floats(good)).containsExactly(7);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "\u0002\0\0\0\0\0\0\0[}",
                "\uffff\uffff\uffff\uffff rest",
                "@\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}          "
            })
    void shouldRefuseOtherFiles(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("x"), content);
        NativeScope.run(() -> assertThatThrownBy(
                        () -> open(file, Map.of("a", Compute.cpu().copyOf(new float[] {7}, 1))))
                .isInstanceOf(UncheckedIOException.class));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, Map<String, Tensor> tensors, Map<String, String> notes) {
        try {
            SafeTensors.write(file, tensors, notes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void open(Path file, Map<String, Tensor> targets) {
        try {
            SafeTensors.open(file).copyInto(targets, Compute.cpu());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
