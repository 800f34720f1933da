package io.noisystudent.embedded.process;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks a directory before a service is trusted with it. */
public final class DataDirectory {
    private static final long MEBIBYTE = 1024 * 1024;

    private DataDirectory() {}

    /**
     * Makes the directory if it is absent and returns its absolute path.
     *
     * @param minimumFree bytes that must be free on its disk
     * @throws NoisyStudentException {@code DISK_FULL}; {@code CONFIG_INVALID} if it cannot be made or written to
     */
    public static Path prepare(Path directory, long minimumFree) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
            Files.delete(Files.createTempFile(absolute, "probe", null));
            long free = Files.getFileStore(absolute).getUsableSpace();
            if (free < minimumFree) {
                throw new NoisyStudentException(
                        ErrorCode.DISK_FULL,
                        absolute.toString(),
                        "only " + free / MEBIBYTE + " MiB are free and " + minimumFree / MEBIBYTE
                                + " MiB are needed; free some space or choose a data directory on another disk");
            }
            return absolute;
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    absolute.toString(),
                    "the data directory cannot be written (" + e.getMessage() + "); choose another",
                    e);
        }
    }
}
