package io.noisystudent.contracts.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads {@code pipeline.yaml}. Everything has a default except name, image, classes and recipes; {@code docs/pipeline.md}
 * describes every key.
 *
 * <p>A file with problems is refused with {@code CONFIG_INVALID}, all of them listed, each with its key, line and value
 * and with what is allowed there.
 */
public final class PipelineConfigReader {
    /** Every key. */
    static final Declaration DECLARATION = Declaration.of(PipelineConfig.class);

    private PipelineConfigReader() {}

    /** Reads a file without looking at the names of networks. */
    public static PipelineConfig read(Path file) {
        return read(file, name -> true);
    }

    /** Reads a file; {@code knownNetwork} decides which networks can be built. */
    public static PipelineConfig read(Path file, Predicate<String> knownNetwork) {
        try {
            return parse(Files.readString(file), file.toString(), knownNetwork);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "there is no such file: check noisystudent.pipeline.file", e);
        } catch (CharacterCodingException e) {
            throw unreadable(file, "the file is not UTF-8 text", e);
        } catch (IOException e) {
            throw unreadable(file, "the file cannot be read: " + e.getMessage(), e);
        }
    }

    /** As {@link #parse(String, String, Predicate)} without looking at the names of networks. */
    public static PipelineConfig parse(String yaml, String source) {
        return parse(yaml, source, name -> true);
    }

    /** Reads text; {@code source} names it in the list of problems. */
    public static PipelineConfig parse(String yaml, String source, Predicate<String> knownNetwork) {
        ConfigProblems problems = new ConfigProblems(source);
        Section root = new Section("", compose(yaml, problems), problems);
        if (!root.has("pipeline")) {
            problems.missing("pipeline", "the pipeline's name, image, classes and recipes under this key");
            root.refuseOthers();
            throw problems.toException();
        }
        Record config = Reading.of(DECLARATION, root.section("pipeline"), new CrossChecks(knownNetwork))
                .record();
        root.refuseOthers();
        if (!problems.isEmpty()) {
            throw problems.toException();
        }
        return (PipelineConfig) config;
    }

    private static @Nullable Node compose(String yaml, ConfigProblems problems) {
        try {
            LoaderOptions options = new LoaderOptions();
            Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(yaml));
            if (root == null) {
                problems.add("the file is empty");
            }
            return root;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            problems.add("line " + line + ": no YAML: " + e.getProblem());
        } catch (YAMLException e) {
            problems.add("no YAML: " + e.getMessage());
        }
        throw problems.toException();
    }

    private static NoisyStudentException unreadable(Path file, String why, IOException cause) {
        return new NoisyStudentException(ErrorCode.CONFIG_INVALID, file.toString(), file + ": " + why, cause);
    }
}
