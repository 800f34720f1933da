package io.noisystudent.service.access;

import io.noisystudent.contracts.access.StaticKey;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StaticKeyFileTest {
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final String KEY = StaticKey.generate(new SecureRandom());
    private static final String LINE =
            StaticKey.of("ci", StaticKey.Right.READ, KEY, null).line();

    @TempDir
    private Path directory;

    private Path path;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;

    @BeforeEach
    void write() throws IOException {
        path = directory.resolve("keys");
        write("# nobody");
    }

    @Test
    void shouldTakeAKeyWhileItIsInTheFile() throws IOException {
        // Given
        StaticKeyFile keys = open();
        assertThat(keys.find(KEY)).isEmpty();

        // When
        write(LINE);
        assertThat(keys.find(KEY)).as("the file is not read for every request").isEmpty();
        now = now.plus(PERIOD);

        // Then
        assertThat(keys.find(KEY)).isPresent();

        // When
        write("# nobody");
        now = now.plus(PERIOD);

        // Then
        assertThat(keys.find(KEY)).isEmpty();
    }

    @Test
    void shouldTakeNoKeyWhileTheFileCannotBeRead() throws IOException {
        // Given
        write(LINE);
        StaticKeyFile keys = open();
        assertThat(keys.find(KEY)).isPresent();

        // When
        Files.delete(path);
        now = now.plus(PERIOD);

        // Then
        assertThat(keys.find(KEY)).isEmpty();

        // When
        write("no line of keys");
        now = now.plus(PERIOD);

        // Then
        assertThat(keys.find(KEY)).isEmpty();

        // When
        write(LINE);
        now = now.plus(PERIOD);

        // Then
        assertThat(keys.find(KEY)).isPresent();
    }

    @Test
    void shouldNotStartWithoutAReadableFile() throws IOException {
        Files.delete(path);

        assertThatThrownBy(this::open).isInstanceOf(NoisyStudentException.class).hasMessageContaining("keys");
    }

    private StaticKeyFile open() {
        return new StaticKeyFile(path, clock.withZone(ZoneOffset.UTC));
    }

    private void write(String text) throws IOException {
        now = now.plusSeconds(1);
        Files.writeString(path, text);
        Files.setLastModifiedTime(path, FileTime.from(now));
    }
}
