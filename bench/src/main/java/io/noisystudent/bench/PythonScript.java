package io.noisystudent.bench;

import io.noisystudent.bench.statistics.NotMeasuredException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A script of this jar, run to its end by an interpreter. */
public final class PythonScript {
    private PythonScript() {}

    /** What it printed, without the last line break; its errors go where those of this process go. */
    public static String run(String interpreter, String script, String... arguments)
            throws IOException, InterruptedException {
        Path copy = Files.createTempFile("bench-", ".py");
        try (InputStream source = Optional.ofNullable(PythonScript.class.getResourceAsStream("/" + script))
                .orElseThrow(() -> new IllegalStateException(script + " is not in the jar"))) {
            Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
            List<String> command = new ArrayList<>(List.of(interpreter, copy.toString()));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int status = process.waitFor();
            if (status != 0) {
                throw new NotMeasuredException(script + " ended with status " + status + "; its last words: " + words);
            }
            return words;
        } finally {
            Files.delete(copy);
        }
    }
}
