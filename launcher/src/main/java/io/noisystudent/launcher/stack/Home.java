package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The directory of one local pipeline: data of broker and store, logs, configuration. */
public record Home(Path directory) {
    public Home {
        directory = directory.toAbsolutePath().normalize();
    }

    public Path log(String service) {
        return directory.resolve("logs").resolve(service + ".log");
    }

    public Path pipelineFile() {
        return directory.resolve("pipeline.yaml");
    }

    public Path cache(String service) {
        return directory.resolve("cache").resolve(service);
    }

    public Path scratch() {
        return directory.resolve("scratch");
    }

    /** Where the running stack tells other commands how to reach it. */
    public Path addressFile() {
        return directory.resolve("addresses.json");
    }

    Path lockFile() {
        return directory.resolve("in-use");
    }

    /** Creates what is missing. */
    public void create() {
        try {
            Files.createDirectories(directory.resolve("logs"));
            Files.createDirectories(scratch());
        } catch (IOException e) {
            throw failure("cannot be created", e);
        }
    }

    /** Deletes everything below the directory; the caller must hold the {@link HomeLock}. */
    public void clear() {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.filter(file -> !file.equals(directory) && !file.equals(lockFile()))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw failure("cannot be emptied", e);
        }
    }

    private NoisyStudentException failure(String what, IOException cause) {
        return new NoisyStudentException(
                ErrorCode.DISK_FULL,
                directory.toString(),
                what + " (" + cause.getMessage() + "); choose another directory with --home",
                cause);
    }
}
