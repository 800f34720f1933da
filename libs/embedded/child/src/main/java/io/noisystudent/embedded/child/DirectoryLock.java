package io.noisystudent.embedded.child;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Keeps two processes from using one data directory; the kernel gives the lock back when the process ends. */
final class DirectoryLock {
    private static final long PAUSE_MILLIS = 100;

    // Held until the process ends; a lock that is garbage is released.
    private static @Nullable FileLock held;

    private DirectoryLock() {}

    /** Locks the directory, after waiting for a predecessor that is still stopping. */
    static synchronized void acquire(Path directory, Duration limit) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        FileChannel file =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long end = System.nanoTime() + limit.toNanos();
        do {
            held = file.tryLock();
            if (held != null) {
                return;
            }
            Thread.sleep(PAUSE_MILLIS);
        } while (System.nanoTime() < end);
        file.close();
        throw new IOException("another process uses the data directory " + directory);
    }
}
