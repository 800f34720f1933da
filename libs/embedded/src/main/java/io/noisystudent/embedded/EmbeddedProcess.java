package io.noisystudent.embedded;

import io.noisystudent.embedded.process.ChildJvm;
import java.nio.file.Path;

/** What runs in a child process, and ends with this one. */
public abstract sealed class EmbeddedProcess implements AutoCloseable permits EmbeddedKafka, EmbeddedObjectStore {
    private final ChildJvm child;

    EmbeddedProcess(ChildJvm child) {
        this.child = child;
    }

    public final ProcessHandle process() {
        return child.handle();
    }

    public final boolean isAlive() {
        return child.isAlive();
    }

    /** The file with its output. */
    public final Path log() {
        return child.log();
    }

    /** Ends it at once, as a crash would. */
    public final void kill() {
        child.kill();
    }

    @Override
    public final void close() {
        child.close();
    }
}
