package io.noisystudent.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A program with both services, which writes their process ids to a file and then waits to be killed. */
final class ParentProgram {
    private ParentProgram() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
        EmbeddedObjectStore store = EmbeddedObjectStore.start(directory, 0, "access", "secret-key");
        Path file = Files.writeString(
                directory.resolve("pids.tmp"),
                kafka.process().pid() + "\n" + store.process().pid() + "\n");
        Files.move(file, directory.resolve("pids"));
        new CountDownLatch(1).await();
    }
}
