package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.build.AssistantSizes;
import io.noisystudent.networks.build.Networks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pipeline.yaml of a home directory: the one file that all services read. */
public final class PipelineFile {
    private static final String DEFAULT = "digits";

    private PipelineFile() {}

    /**
     * The text of the pipeline that a home gets, checked; changes nothing.
     *
     * @param source a user's file; null for what is there, or else the built-in pipeline
     * @throws NoisyStudentException {@code CONFIG_INVALID}, also for other classes than this home's pipeline of that name
     *     has: its labels and models have numbers for classes
     */
    public static String choose(@Nullable Path source, Home home) {
        if (source == null && !Files.exists(home.pipelineFile())) {
            return builtIn(DEFAULT);
        }
        Path file = source == null ? home.pipelineFile() : source;
        String text = read(file);
        PipelineConfig chosen = parse(text, file.toString());
        if (source != null) {
            installed(home).ifPresent(before -> requireSameClasses(before, chosen, file));
        }
        return text;
    }

    /** What the home has; nothing if that is no pipeline, which any other may replace. */
    private static Optional<PipelineConfig> installed(Home home) {
        if (!Files.exists(home.pipelineFile())) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    parse(read(home.pipelineFile()), home.pipelineFile().toString()));
        } catch (NoisyStudentException e) {
            return Optional.empty();
        }
    }

    private static void requireSameClasses(PipelineConfig before, PipelineConfig chosen, Path file) {
        if (chosen.name().equals(before.name()) && !chosen.classes().equals(before.classes())) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    file.toString(),
                    "the classes are " + chosen.classes() + ", those of this home's pipeline '" + before.name() + "' "
                            + before.classes() + ": a pipeline keeps its classes; give this one a name of its own");
        }
    }

    /** Puts the pipeline file in place; another one that was there before is kept beside it. */
    public static PipelineConfig install(String text, Home home) {
        Path file = home.pipelineFile();
        if (Files.exists(file) && !read(file).equals(text)) {
            write(read(file), home.earlierPipelineFile());
        }
        write(text, home);
        return parse(text, file.toString());
    }

    /** Reads and checks a pipeline; {@code subject} is named in errors. */
    public static PipelineConfig parse(String text, String subject) {
        PipelineConfig pipeline = PipelineConfigReader.parse(text, subject, Networks::isKnown);
        AssistantSizes.require(pipeline);
        return pipeline;
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
        write(text, home.pipelineFile());
    }

    private static void write(String text, Path file) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL, file.toString(), "cannot be written: " + e.getMessage(), e);
        }
    }
}
