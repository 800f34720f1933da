package io.noisystudent.bench;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files of a {@code .tar.gz} in a directory of their own, which is deleted when this is closed. */
final class UnpackedArchive implements AutoCloseable {
    private static final int LEVELS = 3;

    private final Path archive;
    private final Path directory;

    private UnpackedArchive(Path archive, Path directory) {
        this.archive = archive;
        this.directory = directory;
    }

    /** @throws NoisyStudentException {@code CONFIG_INVALID} with tar's words if it cannot be read */
    static UnpackedArchive of(Path archive) throws IOException, InterruptedException {
        UnpackedArchive unpacked = new UnpackedArchive(archive, Files.createTempDirectory("bench-"));
        Process tar = new ProcessBuilder("tar", "xzf", archive.toString(), "-C", unpacked.directory.toString())
                .redirectErrorStream(true)
                .start();
        String words = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tar.waitFor() != 0) {
            unpacked.close();
            throw invalid(
                    archive, "tar cannot read it: " + words.lines().findFirst().orElse(""));
        }
        return unpacked;
    }

    /** The directory in which one of that name is. */
    Path directoryOf(String name) throws IOException {
        try (Stream<Path> all =
                Files.find(directory, LEVELS, (path, attributes) -> attributes.isDirectory() && path.endsWith(name))) {
            return all.map(Path::getParent)
                    .findFirst()
                    .orElseThrow(() -> invalid(archive, "it has no directory " + name));
        }
    }

    private static NoisyStudentException invalid(Path archive, String reason) {
        return new NoisyStudentException(
                ErrorCode.CONFIG_INVALID,
                archive.toString(),
                reason + "; give a directory or a .tar.gz of train/CLASS/*.jpg and test/CLASS/*.jpg");
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
