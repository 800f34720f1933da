package io.noisystudent.registry.upload;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.Problem;
import io.noisystudent.inference.TrialRun;
import io.noisystudent.registry.objects.Documents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The child process of {@link TrialProcess}: runs one model and says on its standard output that it passed, or why it is
 * refused. What it says counts, not how it ends: native libraries may still stumble over each other on their way out.
 */
final class TrialMain {
    static final String PASSED = "passed";

    private TrialMain() {}

    /** Takes the file and the limit of the run in milliseconds. */
    public static void main(String[] arguments) throws IOException {
        Thread parent = new Thread(TrialMain::endWithParent, "parent");
        parent.setDaemon(true);
        parent.start();
        byte[] model = Files.readAllBytes(Path.of(arguments[0]));
        System.out.write(verdict(model, Duration.ofMillis(Long.parseLong(arguments[1]))));
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static byte[] verdict(byte[] model, Duration limit) {
        try {
            TrialRun.check(model, limit);
            return PASSED.getBytes(StandardCharsets.UTF_8);
        } catch (NoisyStudentException e) {
            return Documents.write(new Problem("refused", 0, e.code(), e.subject(), e.getMessage()));
        }
    }

    /** The parent keeps the pipe open as long as it lives. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is sent.
            }
        } catch (IOException e) {
            // As good as its end.
        }
        Runtime.getRuntime().halt(1);
    }
}
