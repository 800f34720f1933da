package io.noisystudent.testkit.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/** Which objects a running store does not give or take, and how: each call is in force when it returns. */
public final class StoreFaults {
    private final Path file;
    private final Properties faults = new Properties();

    /** @param file with which the store was started */
    public StoreFaults(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Answers each read of the object with an error. */
    public void refuse(String key) {
        set(key, "error");
    }

    /** Closes the connection of each read of the object after so many bytes. */
    public void breakAfter(String key, long bytes) {
        set(key, "break " + bytes);
    }

    /** Sends so many bytes to each read of the object, then nothing more, with the connection left open. */
    public void stallAfter(String key, long bytes) {
        set(key, "stall " + bytes);
    }

    /** Answers each write of the object with an error. */
    public void refuseWrites(String key) {
        set(key, "read-only");
    }

    /** Gives and takes every object again. */
    public synchronized void clear() {
        faults.clear();
        write();
    }

    private synchronized void set(String key, String fault) {
        faults.setProperty(key, fault);
        write();
    }

    private void write() {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            try (Writer out = Files.newBufferedWriter(next)) {
                faults.store(out, null);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
