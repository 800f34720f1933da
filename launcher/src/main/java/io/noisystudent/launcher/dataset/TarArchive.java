package io.noisystudent.launcher.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Unpacks an archive of images. */
final class TarArchive {
    private TarArchive() {}

    /** The folder that holds {@code train}: the archive's root or the one folder in it. */
    static Path unpack(Path archive, Path scratch) {
        String name = archive.getFileName().toString();
        if (!name.endsWith(".tar") && !name.endsWith(".tar.gz") && !name.endsWith(".tgz")) {
            throw new DataSetException(archive, "is neither a folder nor a .tar, .tar.gz or .tgz");
        }
        Path target = scratch.resolve(name.replaceAll("\\.(tar|tar\\.gz|tgz)$", ""));
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
                InputStream bytes = name.endsWith(".tar") ? file : new GZIPInputStream(file, 1 << 16);
                TarArchiveInputStream tar = new TarArchiveInputStream(bytes)) {
            unpack(archive, tar, target);
            return rootOf(archive, target);
        } catch (IOException e) {
            throw new DataSetException(archive, "cannot be unpacked: " + e.getMessage(), e);
        }
    }

    private static void unpack(Path archive, TarArchiveInputStream tar, Path target) throws IOException {
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path path = target.resolve(entry.getName()).normalize();
            if (!path.startsWith(target)) {
                throw new DataSetException(archive, "entry '" + entry.getName() + "' would lie outside of the archive");
            }
            if (entry.isFile()) {
                Files.createDirectories(path.getParent());
                Files.copy(tar, path, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static Path rootOf(Path archive, Path target) throws IOException {
        if (Files.isDirectory(target.resolve("train"))) {
            return target;
        }
        try (Stream<Path> children = Files.list(target)) {
            Optional<Path> root = children.filter(child -> Files.isDirectory(child.resolve("train")))
                    .findFirst();
            return root.orElseThrow(() -> new DataSetException(archive, "holds no folder 'train'"));
        }
    }
}
