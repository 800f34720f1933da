package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The disk space that decoded images may take: a directory, and a quota for all caches in it that this process has open
 * together. Thread-safe.
 */
public final class CacheSpace {
    private final Path directory;
    private final long quota;
    private final AtomicLong used = new AtomicLong();

    /** @param quota in bytes */
    public CacheSpace(Path directory, long quota) {
        this.directory = directory;
        this.quota = quota;
    }

    /** As much as the disk has. */
    public static CacheSpace unlimited(Path directory) {
        return new CacheSpace(directory, Long.MAX_VALUE);
    }

    /**
     * An empty cache; the directory is made if it is absent.
     *
     * @throws NoisyStudentException {@code DISK_FULL} if there can be no file
     */
    public SampleCache open(ImageShape shape) {
        return SampleCache.open(shape, this);
    }

    Path directory() {
        return directory;
    }

    /** Bytes that are taken now. */
    long used() {
        return used.get();
    }

    /** Takes some bytes. */
    void take(long bytes) {
        long before = used.getAndUpdate(taken -> fits(taken, bytes) ? taken + bytes : taken);
        if (!fits(before, bytes)) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL,
                    directory.toString(),
                    "the decoded images of this training take more than the " + quota + " bytes that "
                            + "noisystudent.trainer.cache-quota allows; raise it, or choose fewer pseudo-labels with "
                            + "selection.per-class");
        }
    }

    private boolean fits(long taken, long bytes) {
        return bytes <= quota - taken;
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }
}
