package io.noisystudent.bench;

import io.noisystudent.bench.statistics.NotMeasuredException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Python with some packages, where no interpreter is named: made with pip in a directory, once. */
public final class PythonEnvironment {
    private PythonEnvironment() {}

    /** The interpreter. What pip takes may be gigabytes. */
    public static String in(Path directory, String... packages) throws IOException, InterruptedException {
        Path made = directory.toAbsolutePath().resolve("bin").resolve("python");
        Path mark = directory.resolve("complete");
        if (!Files.exists(mark)) {
            run(List.of("python3", "-m", "venv", directory.toString()), packages);
            List<String> install = new ArrayList<>(List.of(made.toString(), "-m", "pip", "install", "--quiet"));
            install.addAll(List.of(packages));
            run(install, packages);
            Files.createFile(mark);
        }
        return made.toString();
    }

    private static void run(List<String> command, String... packages) throws IOException, InterruptedException {
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        if (status != 0) {
            throw new NotMeasuredException(String.join(" ", command) + " ended with status " + status
                    + "; give --python an interpreter with " + String.join(", ", packages));
        }
    }
}
