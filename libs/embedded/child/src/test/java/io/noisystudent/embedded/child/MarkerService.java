package io.noisystudent.embedded.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Leaves a file when it starts and another when it stops. */
final class MarkerService implements ChildService {
    private final Path directory;
    private final String what;

    private MarkerService(Properties settings) {
        this.directory = Path.of(settings.getProperty(ChildProcess.DIRECTORY));
        this.what = settings.getProperty("what");
    }

    public static void main(String[] args) {
        ChildProcess.run(MarkerService::new);
    }

    @Override
    public void start() throws IOException {
        if (!what.equals("good")) {
            throw new IOException("cannot start: " + what);
        }
        Files.createFile(directory.resolve("started"));
    }

    @Override
    public void stop() throws IOException {
        Files.createFile(directory.resolve("stopped"));
    }
}
