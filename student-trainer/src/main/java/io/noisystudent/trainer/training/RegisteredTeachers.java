package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.registryclient.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fetches teachers from the registry. */
public final class RegisteredTeachers implements Teachers {
    private final Registry registry;
    private final Path directory;

    /** @param directory for the file while it is read */
    public RegisteredTeachers(Registry registry, Path directory) {
        this.registry = registry;
        this.directory = directory;
    }

    @Override
    public Graph load(ModelRef teacher) {
        try {
            Files.createDirectories(directory);
            Path file = Files.createTempFile(directory, "teacher-", ".onnx");
            try {
                registry.downloadArtifact(teacher, file);
                return OnnxReader.read(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL,
                    directory.toString(),
                    "the teacher " + teacher + " cannot be written or read: " + e.getMessage(),
                    e);
        }
    }
}
