package io.noisystudent.launcher.dataset;

import java.nio.file.Files;
import java.nio.file.Path;

/** Opens whatever holds images with known classes. */
public final class DataSets {
    private DataSets() {}

    /**
     * Opens a folder {@code train/<class>/*}, {@code test/<class>/*} (and optionally {@code validation/<class>/*}), an
     * archive of such a folder ({@code .tar}, {@code .tar.gz}, {@code .tgz}), or a folder of IDX files.
     *
     * @param scratch where an archive may be unpacked
     */
    public static DataSet open(Path path, Path scratch) {
        if (Files.isRegularFile(path)) {
            return FolderDataSet.open(TarArchive.unpack(path, scratch));
        }
        if (!Files.isDirectory(path)) {
            throw new DataSetException(
                    path, "does not exist; name a folder, a .tar or .tar.gz, or a folder of IDX files");
        }
        return IdxDataSet.isIn(path) ? IdxDataSet.open(path) : FolderDataSet.open(path);
    }
}
