package io.noisystudent.embedded.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Knows nothing of a parent; leaves a file when it starts and another when it stops in order. */
final class WaitingProgram {
    private WaitingProgram() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> touch(directory.resolve("stopped"))));
        touch(directory.resolve("started"));
        new CountDownLatch(1).await();
    }

    private static void touch(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
