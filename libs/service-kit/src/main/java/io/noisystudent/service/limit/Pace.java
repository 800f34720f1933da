package io.noisystudent.service.limit;

import java.util.concurrent.TimeUnit;

/**
 * How fast a transfer must be.
 *
 * @param pauseNanos for which it may stand still, and by which it may start late
 * @param bytesPerSecond on average after that
 */
record Pace(long pauseNanos, long bytesPerSecond) {
    static Pace of(LimitConfig config) {
        return new Pace(config.pause().toNanos(), config.minimumRate().asLongValue());
    }

    /** A transfer that begins now. */
    Transfer begin(long nanoTime, long bytes) {
        return new Transfer(this, nanoTime, bytes);
    }

    /** One transfer: looked at now and then, with the number of bytes that it has moved. */
    static final class Transfer {
        private final Pace pace;
        private long start;
        private final long startBytes;
        private long bytes;
        private long moved;
        private long looked;

        private Transfer(Pace pace, long nanoTime, long bytes) {
            this.pace = pace;
            this.start = nanoTime;
            this.startBytes = bytes;
            this.bytes = bytes;
            this.moved = nanoTime;
            this.looked = nanoTime;
        }

        /** Whether the other side has paused for too long, or is too slow on average. */
        boolean isTooSlow(long nanoTime, long bytesNow) {
            looked = nanoTime;
            if (bytesNow > bytes) {
                bytes = bytesNow;
                moved = nanoTime;
            }
            long counted = nanoTime - start - pace.pauseNanos;
            double due = (double) counted / TimeUnit.SECONDS.toNanos(1) * pace.bytesPerSecond;
            return nanoTime - moved > pace.pauseNanos || bytes - startBytes < due;
        }

        /** Leaves the time since the last look out: this side was the slow one. */
        void excuse(long nanoTime) {
            start += nanoTime - looked;
            moved = nanoTime;
            looked = nanoTime;
        }
    }
}
