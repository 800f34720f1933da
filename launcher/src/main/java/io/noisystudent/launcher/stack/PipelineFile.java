package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.build.Networks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The pipeline.yaml of a home directory: the one file that all services read. */
public final class PipelineFile {
    private static final String DEFAULT = "digits";

    private PipelineFile() {}

    /**
     * Puts the pipeline file in place and checks it.
     *
     * @param source a user's file; null keeps what is there, or takes the built-in pipeline
     */
    public static PipelineConfig install(@Nullable Path source, Home home) {
        Path file = home.pipelineFile();
        if (source != null) {
            String text = read(source);
            PipelineConfig checked = parse(text, source.toString());
            write(text, home);
            return checked;
        }
        if (!Files.exists(file)) {
            write(builtIn(DEFAULT), home);
        }
        return parse(read(file), file.toString());
    }

    /** Reads and checks a pipeline; {@code subject} is named in errors. */
    public static PipelineConfig parse(String text, String subject) {
        return PipelineConfigReader.parse(text, subject, Networks::isKnown);
    }

    /** The text of a pipeline that comes with the launcher. */
    public static String builtIn(String name) {
        String resource = "/pipelines/" + name + ".yaml";
        try (InputStream text = PipelineFile.class.getResourceAsStream(resource)) {
            if (text == null) {
                throw new IllegalStateException(resource + " is not in the launcher");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }

    /** Reads a user's file. */
    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new NoisyStudentException(ErrorCode.CONFIG_INVALID, file.toString(), "there is no such file", e);
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID, file.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }

    /** Replaces the pipeline file of a home directory. */
    public static void write(String text, Home home) {
        try {
            Files.writeString(home.pipelineFile(), text);
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL, home.pipelineFile().toString(), "cannot be written: " + e.getMessage(), e);
        }
    }
}
