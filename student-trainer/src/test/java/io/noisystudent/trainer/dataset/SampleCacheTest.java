package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.trainer.testing.Images;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SampleCacheTest {
    @TempDir
    private Path directory;

    @Test
    void shouldGiveBackEveryImageAcrossSegments() {
        // Given
        try (SampleCache cache = SampleCache.create(Images.SHAPE, directory, 2 * Images.SHAPE.bytes())) {
            for (int i = 0; i < 5; i++) {
                cache.next().put(Images.pixels(i));
                assertThat(cache.add()).isEqualTo(i);
            }

            // When / Then
            for (int i = 4; i >= 0; i--) {
                byte[] image = new byte[Images.SHAPE.bytes()];
                cache.read(i, ByteBuffer.wrap(image));
                assertThat(image).isEqualTo(Images.pixels(i));
            }
            assertThat(cache.size()).isEqualTo(5);
        }
    }

    @Test
    void shouldCountAnImageOnlyWhenItIsAdded() {
        // Given
        try (SampleCache cache = SampleCache.create(Images.SHAPE, directory)) {
            cache.next().put(Images.pixels(1));

            // When
            cache.next().put(Images.pixels(2));
            cache.add();

            // Then
            byte[] image = new byte[Images.SHAPE.bytes()];
            cache.read(0, ByteBuffer.wrap(image));
            assertThat(image).isEqualTo(Images.pixels(2));
            assertThatThrownBy(() -> cache.read(1, ByteBuffer.wrap(image)))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("image 1 of 1");
        }
    }

    @Test
    void shouldLeaveNoFileBehind() {
        // Given
        SampleCache cache = SampleCache.create(Images.SHAPE, directory);
        cache.next().put(Images.pixels(1));
        cache.add();

        // When
        cache.close();

        // Then
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldNameTheSettingWhenThereIsNoRoom() throws IOException {
        // Given
        Path file = Files.createFile(directory.resolve("file"));

        // When / Then
        assertThatThrownBy(() -> SampleCache.create(Images.SHAPE, file.resolve("below")))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL))
                .hasMessageContaining("noisystudent.trainer.cache-directory");
    }
}
