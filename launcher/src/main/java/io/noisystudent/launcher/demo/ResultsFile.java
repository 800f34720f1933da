package io.noisystudent.launcher.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the results as JSON. */
final class ResultsFile {
    private static final ObjectMapper JSON = new ObjectMapper()
            .setDefaultPropertyInclusion(JsonInclude.Include.ALWAYS)
            .enable(SerializationFeature.INDENT_OUTPUT);

    private ResultsFile() {}

    static void write(Results results, Path file) {
        try {
            JSON.writeValue(file.toFile(), results);
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL, file.toString(), "the results cannot be written: " + e.getMessage(), e);
        }
    }
}
