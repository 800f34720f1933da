package io.noisystudent.inference;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NativeLibraryTest {
    /** A release that has it sends reports about every model from every process, before that can be turned off (ADR 9). */
    @Test
    void shouldHaveNothingThatReportsToItsMaker() {
        // When
        List<String> libraries = Stream.of(
                        "linux-x64/libonnxruntime.so",
                        "linux-aarch64/libonnxruntime.so",
                        "osx-aarch64/libonnxruntime.dylib")
                .map(NativeLibraryTest::text)
                .filter(Objects::nonNull)
                .toList();

        // Then
        assertThat(libraries).isNotEmpty();
        for (String library : libraries) {
            assertThat(library.contains("onnxruntime")).isTrue();
            assertThat(library.contains("events.data.microsoft.com")).isFalse();
        }
    }

    /** Null if this build has none for that system. */
    private static @Nullable String text(String library) {
        try (InputStream file = OrtEnvironment.class.getResourceAsStream("/ai/onnxruntime/native/" + library)) {
            return file == null ? null : new String(file.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
