package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.trainer.testing.ShadedImages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SampleCacheTest {
    private static final Path FULL_DEVICE = Path.of("/dev/full");

    @TempDir
    private Path directory;

    @Test
    void shouldGiveBackEveryImageAcrossSegments() {
        // Given
        CacheSpace space = CacheSpace.unlimited(directory);
        try (SampleCache cache = SampleCache.open(ShadedImages.SHAPE, space, 2 * ShadedImages.SHAPE.bytes())) {
            for (int i = 0; i < 5; i++) {
                assertThat(add(cache, i)).isEqualTo(i);
            }

            // When
            cache.seal();

            // Then
            for (int i = 4; i >= 0; i--) {
                assertThat(image(cache, i)).isEqualTo(ShadedImages.pixels(i));
            }
            assertThat(cache.size()).isEqualTo(5);
        }
    }

    @Test
    void shouldFirstBeFilledAndThenBeRead() {
        // Given
        try (SampleCache cache = CacheSpace.unlimited(directory).open(ShadedImages.SHAPE)) {
            add(cache, 1);

            // When / Then
            assertThatIllegalStateException().isThrownBy(() -> image(cache, 0));
            cache.seal();
            assertThatIllegalStateException().isThrownBy(() -> add(cache, 2));
            assertThat(image(cache, 0)).isEqualTo(ShadedImages.pixels(1));
        }
    }

    @Test
    void shouldGiveBackItsDiskWhenTheTrainingIsInterrupted() throws IOException {
        // Given
        Path file = Files.createFile(directory.resolve("images"));
        SampleCache cache = SampleCache.in(file, ShadedImages.SHAPE, CacheSpace.unlimited(directory));
        add(cache, 1);
        cache.seal();

        // When
        Thread.currentThread().interrupt();
        cache.close();

        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(file).isEmptyFile();
    }

    @Test
    void shouldHaveNoFileThatAKillWouldLeaveBehind() {
        // Given
        try (SampleCache cache = CacheSpace.unlimited(directory).open(ShadedImages.SHAPE)) {
            add(cache, 1);

            // When
            cache.seal();

            // Then
            assertThat(directory).isEmptyDirectory();
            assertThat(image(cache, 0)).isEqualTo(ShadedImages.pixels(1));
        }
    }

    @Test
    void shouldNotReadWhatOthersLeftInTheDirectory() throws IOException {
        // Given
        Path left = Files.write(directory.resolve("samples-1.cache"), new byte[] {1, 2, 3});

        // When
        try (SampleCache cache = CacheSpace.unlimited(directory).open(ShadedImages.SHAPE)) {
            add(cache, 7);
            cache.seal();

            // Then
            assertThat(cache.size()).isEqualTo(1);
            assertThat(image(cache, 0)).isEqualTo(ShadedImages.pixels(7));
        }
        assertThat(left).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void shouldKeepToTheQuotaOfAllCachesTogether() {
        // Given
        CacheSpace space = new CacheSpace(directory, 3L * ShadedImages.SHAPE.bytes());
        try (SampleCache one = space.open(ShadedImages.SHAPE);
                SampleCache other = space.open(ShadedImages.SHAPE)) {
            add(one, 1);
            add(one, 2);
            add(other, 3);

            // When / Then
            assertThatThrownBy(() -> add(other, 4))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.DISK_FULL))
                    .hasMessageContaining("noisystudent.trainer.cache-quota")
                    .hasMessageContaining("192 bytes");
            other.seal();
            assertThat(other.size()).isEqualTo(1);
            assertThat(image(other, 0)).isEqualTo(ShadedImages.pixels(3));
        }
    }

    @Test
    void shouldGiveItsShareOfTheQuotaBack() {
        // Given
        CacheSpace space = new CacheSpace(directory, 2L * ShadedImages.SHAPE.bytes());
        for (int training = 0; training < 3; training++) {
            try (SampleCache cache = space.open(ShadedImages.SHAPE)) {
                add(cache, 1);

                // When
                add(cache, 2);
            }

            // Then
            assertThat(space.used()).isZero();
        }
    }

    @Test
    void shouldNameTheSettingWhenThereIsNoRoom() throws IOException {
        // Given
        Path file = Files.createFile(directory.resolve("file"));

        // When / Then
        assertThatThrownBy(() -> CacheSpace.unlimited(file.resolve("below")).open(ShadedImages.SHAPE))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL))
                .hasMessageContaining("noisystudent.trainer.cache-directory");
    }

    @Test
    @EnabledIf(value = "hasFullDevice", disabledReason = "there is no device that is always full")
    void shouldSaySoWhenTheDiskIsFull() throws IOException {
        // Given a file without room, in which every write fails as on a full disk
        CacheSpace space = CacheSpace.unlimited(directory);
        try (SampleCache cache = SampleCache.in(FULL_DEVICE, ShadedImages.SHAPE, space)) {

            // When / Then
            assertThatThrownBy(() -> add(cache, 1))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.DISK_FULL))
                    .hasMessageContaining("No space left on device");
        }
        assertThat(space.used()).isZero();
    }

    @Test
    void shouldNotTakeAnInterruptForAFullDisk() {
        // Given
        try (SampleCache cache = CacheSpace.unlimited(directory).open(ShadedImages.SHAPE)) {
            Thread.currentThread().interrupt();

            // When / Then
            assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> add(cache, 1));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    static boolean hasFullDevice() {
        return Files.isWritable(FULL_DEVICE);
    }

    private static int add(SampleCache cache, int number) {
        return cache.add(ByteBuffer.wrap(ShadedImages.pixels(number)));
    }

    private static byte[] image(SampleCache cache, int index) {
        byte[] image = new byte[ShadedImages.SHAPE.bytes()];
        cache.read(index, ByteBuffer.wrap(image));
        return image;
    }
}
