package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The right to use a home alone, until it is closed or the process ends, however that happens. */
public final class HomeLock implements AutoCloseable {
    private final Home home;
    private final FileChannel channel;

    private HomeLock(Home home, FileChannel channel) {
        this.home = home;
        this.channel = channel;
    }

    /**
     * Takes the home, whose directory is made if it is missing.
     *
     * @throws NoisyStudentException {@code HOME_IN_USE} when another process has it, {@code DISK_FULL}
     */
    public static HomeLock acquire(Home home) {
        Path file = home.lockFile();
        try {
            Files.createDirectories(home.directory());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new NoisyStudentException(
                        ErrorCode.HOME_IN_USE,
                        home.directory().toString(),
                        "another pipeline runs with this directory (process "
                                + Files.readString(file).strip()
                                + "); stop it, or choose another one with --home");
            }
            channel.truncate(0);
            channel.write(
                    StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"));
            return new HomeLock(home, channel);
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL, file.toString(), "cannot be locked (" + e.getMessage() + ")", e);
        }
    }

    /** The home that is held. */
    public Home home() {
        return home;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot release the home's lock", e);
        }
    }
}
