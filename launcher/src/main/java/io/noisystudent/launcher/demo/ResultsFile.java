package io.noisystudent.launcher.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.launcher.stack.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the results as JSON. */
final class ResultsFile {
    private static final ObjectMapper JSON = new ObjectMapper()
            .setDefaultPropertyInclusion(JsonInclude.Include.ALWAYS)
            .enable(SerializationFeature.INDENT_OUTPUT);

    private ResultsFile() {}

    /**
     * Checks that results can be written there at the end, and changes nothing.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID}
     */
    static void require(Path file, Home home) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        if (home.contains(file)) {
            throw refused(file, "lies in " + home.directory() + ", which is emptied; name a file elsewhere");
        }
        if (Files.isDirectory(file) || parent == null || !Files.isDirectory(parent)) {
            throw refused(file, "is a directory, or lies in one that does not exist; name a file in one that does");
        }
        if (!Files.isWritable(Files.exists(file) ? file : parent)) {
            throw refused(file, "cannot be written to; name another file");
        }
    }

    private static NoisyStudentException refused(Path file, String why) {
        return new NoisyStudentException(ErrorCode.CONFIG_INVALID, "--json " + file, why);
    }

    static void write(Results results, Path file) {
        try {
            JSON.writeValue(file.toFile(), results);
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL, file.toString(), "the results cannot be written: " + e.getMessage(), e);
        }
    }
}
