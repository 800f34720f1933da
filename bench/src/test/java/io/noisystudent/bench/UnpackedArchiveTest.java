package io.noisystudent.bench;

import io.noisystudent.bench.images.PhotographFiles;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UnpackedArchiveTest {
    @TempDir
    private Path directory;

    @Test
    void shouldFindTheImagesOfAnArchiveAndDeleteThemAfterwards() throws IOException, InterruptedException {
        // Given
        for (String name : List.of("a/1.jpg", "a/2.jpg", "a/3.jpg", "a/4.jpg", "b/1.jpg")) {
            Path file = directory.resolve("cifar/train").resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[1]);
        }
        Path archive = directory.resolve("cifar.tar.gz");
        assertThat(new ProcessBuilder("tar", "czf", archive.toString(), "-C", directory.toString(), "cifar")
                        .start()
                        .waitFor())
                .isZero();

        // When
        Path unpacked;
        try (UnpackedArchive files = UnpackedArchive.of(archive)) {
            unpacked = files.directoryOf("train");

            // Then
            PhotographFiles parts = PhotographFiles.of(unpacked.resolve("train"), 2, 1, 7);
            assertThat(parts.labeled()).extracting(List::size).containsExactly(2, 1);
            assertThat(parts.validation()).extracting(List::size).containsExactly(1, 0);
            assertThat(parts.unlabeled()).extracting(List::size).containsExactly(1, 0);
            assertThatThrownBy(() -> files.directoryOf("nothing")).hasMessageContaining("has no directory nothing");
        }
        assertThat(unpacked).doesNotExist();
    }

    @Test
    void shouldSayWhatTarSays() throws IOException {
        Path archive = Files.write(directory.resolve("a.tar.gz"), new byte[10]);

        assertThatThrownBy(() -> UnpackedArchive.of(archive))
                .isInstanceOf(NoisyStudentException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.CONFIG_INVALID)
                .hasMessageContaining("tar cannot read it");
    }
}
