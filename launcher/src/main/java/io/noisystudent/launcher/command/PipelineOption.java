package io.noisystudent.launcher.command;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.launcher.stack.PipelineFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The pipeline that a command is about. */
final class PipelineOption {
    @Option(names = "--pipeline", paramLabel = "FILE", description = "Default: the one of the local pipeline.")
    private @Nullable Path file;

    /** Reads the file that was named, or the one of the local pipeline. */
    PipelineConfig pipeline(Home home) {
        Path source = file == null ? home.pipelineFile() : file;
        return PipelineFile.parse(PipelineFile.read(source), source.toString());
    }

    /** The same, or the built-in pipeline where there is no local one. */
    PipelineConfig pipelineOrBuiltIn(Home home) {
        return file == null
                ? PipelineFile.parse(
                        PipelineFile.choose(null, home), home.pipelineFile().toString())
                : pipeline(home);
    }
}
