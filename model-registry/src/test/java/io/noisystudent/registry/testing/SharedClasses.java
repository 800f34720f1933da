package io.noisystudent.registry.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The classes that a service loads, as a JVM keeps them in memory: with them, each start takes a third less of the
 * processor. Made once for a build, by a start that fails.
 */
final class SharedClasses {
    private static final Path ARCHIVE = Path.of("target", "shared-classes.jsa");

    private SharedClasses() {}

    /** The archive for this jar; a JVM for which it was not made goes on without it. */
    static synchronized Path of(Path jar) {
        try {
            if (!Files.exists(ARCHIVE)
                    || Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(jar)) < 0) {
                write(jar);
            }
            return ARCHIVE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Another JVM of the same build may do the same at the same time, and read what is there. */
    private static void write(Path jar) throws IOException, InterruptedException {
        Path written =
                Path.of("target", "shared-classes-" + ProcessHandle.current().pid() + ".jsa");
        new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:ArchiveClassesAtExit=" + written,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dnoisystudent.pipeline.file=src/test/resources/pipeline.yaml",
                        "-Dnoisystudent.store.endpoint=http://127.0.0.1:1",
                        "-Dnoisystudent.store.access-key=nobody",
                        "-Dnoisystudent.store.secret-key=nobody's",
                        "-Dnoisystudent.store.patience=0s",
                        "-jar",
                        jar.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        Files.move(written, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
    }
}
