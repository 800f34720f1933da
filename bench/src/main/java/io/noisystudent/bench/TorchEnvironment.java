package io.noisystudent.bench;

import io.noisystudent.bench.statistics.NotMeasuredException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Python with PyTorch, where none is named: made with pip in a directory, once. */
final class TorchEnvironment {
    private TorchEnvironment() {}

    /** The interpreter. What pip takes may be gigabytes. */
    static String in(Path directory) throws IOException, InterruptedException {
        Path made = directory.toAbsolutePath().resolve("bin").resolve("python");
        Path mark = directory.resolve("complete");
        if (!Files.exists(mark)) {
            run(List.of("python3", "-m", "venv", directory.toString()));
            run(List.of(made.toString(), "-m", "pip", "install", "--quiet", "torch"));
            Files.createFile(mark);
        }
        return made.toString();
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        if (status != 0) {
            throw new NotMeasuredException(String.join(" ", command) + " ended with status " + status
                    + "; give --python an interpreter with torch");
        }
    }
}
