package io.noisystudent.launcher.dataset;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.launcher.glyph.GlyphDataSet;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DataSetsTest {
    private static final byte[] PIXELS = new byte[6 * 4];

    @TempDir
    private Path directory;

    @Test
    void shouldReadAFolderWithOneFolderPerClass() throws IOException {
        writeFolder(directory);

        DataSet data = DataSets.open(directory, directory.resolve("scratch"));

        assertThat(data.classes()).containsExactly("cat", "dog");
        assertThat(data.shape()).isEqualTo(new ImageShape(6, 4, 1));
        assertThat(data.train()).hasSize(4);
        assertThat(data.test()).hasSize(2);
        assertThat(data.train()).extracting(Picture::key).noneMatch(key -> key.contains("cat"));
    }

    @Test
    void shouldReadAGzippedArchiveOfSuchAFolder() throws IOException {
        Path root = directory.resolve("pets");
        writeFolder(root);
        Path archive = directory.resolve("pets.tar.gz");
        try (OutputStream file = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(file))) {
            for (Path image : FolderDataSet.images(root)) {
                add(tar, "pets/" + root.relativize(image), Files.readAllBytes(image));
            }
        }

        DataSet data = DataSets.open(archive, directory.resolve("scratch"));

        assertThat(data.train()).hasSize(4);
        assertThat(data.test()).hasSize(2);
    }

    @Test
    void shouldRefuseAnArchiveThatWritesOutsideOfItself() throws IOException {
        Path archive = directory.resolve("bad.tar");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
            add(tar, "../../outside.png", PIXELS);
        }

        assertRefused(archive, "outside");
    }

    @Test
    void shouldHoldOutEveryTenthDigitOfASingleIdxFile() throws IOException {
        writeIdx(20);

        DataSet data = DataSets.open(directory, directory);

        assertThat(data.train()).hasSize(18);
        assertThat(data.test()).extracting(Picture::key).containsExactly("digits-9", "digits-19");
        assertThat(data.mirrored()).isFalse();
    }

    @Test
    void shouldRefuseIdxFilesThatDisagree() throws IOException {
        writeIdx(20);
        Files.write(directory.resolve("digits-labels-idx1-ubyte"), idx(new int[] {3}, new byte[3]));

        assertRefused(directory, "3 labels for 20 images");
    }

    @Test
    void shouldRefuseWhatHoldsNoImages() {
        assertRefused(directory, "train/<class>");
        assertRefused(directory.resolve("absent"), "does not exist");
    }

    @Test
    void shouldKeepAFifthOfTheLabelsForValidation() {
        DataSet glyphs = GlyphDataSet.make(500, 10, 1);

        PartiallyLabeledDataSet few = PartiallyLabeledDataSet.of(glyphs, 10, 1);

        assertThat(few.train()).hasSize(80);
        assertThat(few.validation()).hasSize(20);
        assertThat(few.unlabeled()).hasSize(400);
        assertThat(PartiallyLabeledDataSet.of(glyphs, 1, 1).validation()).isEmpty();
        assertThat(PartiallyLabeledDataSet.of(glyphs, 2, 1).validation()).hasSize(10);
        assertThat(PartiallyLabeledDataSet.of(glyphs, 10, 1)).isEqualTo(few);
    }

    @Test
    void shouldPaintTheSameGlyphsFromTheSameSeed() throws IOException {
        List<Picture> once = GlyphDataSet.make(3, 1, 5).train();
        List<Picture> again = GlyphDataSet.make(3, 1, 5).train();

        assertThat(again.get(2).encoded()).isEqualTo(once.get(2).encoded());
        assertThat(GlyphDataSet.make(3, 1, 6).train().get(2).encoded())
                .isNotEqualTo(once.get(2).encoded());
    }

    private void assertRefused(Path path, String message) {
        assertThatThrownBy(() -> DataSets.open(path, directory.resolve("scratch")))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_SET))
                .hasMessageContaining(message);
    }

    private static void writeFolder(Path root) throws IOException {
        for (String split : List.of("train", "test")) {
            for (String label : List.of("cat", "dog")) {
                Path folder = Files.createDirectories(root.resolve(split).resolve(label));
                int count = split.equals("train") ? 2 : 1;
                for (int i = 0; i < count; i++) {
                    Picture picture = new RasterPicture("x", 0, 6, 4, () -> PIXELS);
                    Files.write(folder.resolve(i + ".png"), picture.encoded());
                }
            }
        }
    }

    private void writeIdx(int count) throws IOException {
        Files.write(directory.resolve("digits-images-idx3-ubyte"), idx(new int[] {count, 2, 2}, new byte[count * 4]));
        byte[] labels = new byte[count];
        labels[0] = 1;
        Files.write(directory.resolve("digits-labels-idx1-ubyte"), idx(new int[] {count}, labels));
    }

    private static byte[] idx(int[] shape, byte[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + values.length);
        bytes.putInt(0x0800 | shape.length);
        for (int axis : shape) {
            bytes.putInt(axis);
        }
        return bytes.put(values).array();
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }
}
