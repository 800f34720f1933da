package io.noisystudent.labeler.inference;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Admits a bounded number of inference requests, which work in turns, in the order in which they ask. The turns that are
 * taken at once cover a bounded number of pixels: memory and cores in use do not grow with the number of requests, and
 * the threads of labeling tasks keep their share.
 *
 * <p>Thread-safe.
 */
public final class Admission {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final InferenceLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Object> queue = new ArrayDeque<>();
    private long free;
    private int requests;

    public Admission(InferenceLimits limits) {
        this.limits = limits;
        this.free = limits.pixelsAtOnce();
    }

    /** What it keeps to. */
    InferenceLimits limits() {
        return limits;
    }

    /** How many requests wait for their turn. */
    public int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Admits a request.
     *
     * @param gone whether the client has gone, so that no answer is needed any more; called by the request's thread
     * @throws NoisyStudentException {@code TOO_BUSY}
     */
    public Entry enter(BooleanSupplier gone) {
        lock.lock();
        try {
            if (requests == limits.requests()) {
                throw busy(limits.requests() + " requests are in progress already");
            }
            requests++;
            return new Entry(gone);
        } finally {
            lock.unlock();
        }
    }

    private static NoisyStudentException busy(String why) {
        return new NoisyStudentException(
                ErrorCode.TOO_BUSY, "inference", why + "; ask again after the seconds of Retry-After");
    }

    /** A request that was admitted, until it is closed. */
    public final class Entry implements AutoCloseable {
        private final BooleanSupplier gone;

        private Entry(BooleanSupplier gone) {
            this.gone = gone;
        }

        /**
         * Waits for a turn of this request.
         *
         * @param pixels of the first image that is decoded in it
         * @throws NoisyStudentException {@code TOO_BUSY}, or {@code BAD_REQUEST} if the client has gone
         */
        public Turn turn(long pixels) {
            requireClient();
            // A turn costs its share even if its images are small, so that no more of them are taken at once.
            long cost = Math.min(limits.pixelsAtOnce(), Math.max(pixels, limits.pixelsAtOnce() / limits.turns()));
            await(cost);
            return new Turn(this, cost);
        }

        private void await(long cost) {
            Object ticket = new Object();
            long start = System.nanoTime();
            lock.lock();
            try {
                queue.addLast(ticket);
                while (queue.getFirst() != ticket || free < cost) {
                    requireClient();
                    long left = limits.patience().toNanos() - (System.nanoTime() - start);
                    if (left <= 0) {
                        throw busy("the images of other requests are being decoded");
                    }
                    changed.awaitNanos(Math.min(left, LOOK_NANOS));
                }
                free -= cost;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw busy("the labeler is stopping");
            } finally {
                queue.remove(ticket);
                changed.signalAll();
                lock.unlock();
            }
        }

        private void requireClient() {
            if (gone.getAsBoolean()) {
                throw new NoisyStudentException(
                        ErrorCode.BAD_REQUEST, "connection", "the client closed it before the answer was ready");
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                requests--;
            } finally {
                lock.unlock();
            }
        }
    }

    /** The right to decode and classify some images, until it is closed. */
    public final class Turn implements AutoCloseable {
        private final Entry entry;
        private final long cost;
        private long left;

        private Turn(Entry entry, long cost) {
            this.entry = entry;
            this.cost = cost;
            this.left = cost;
        }

        /**
         * Whether another image may be decoded in this turn; its pixels count from then on.
         *
         * @throws NoisyStudentException {@code BAD_REQUEST} if the client has gone
         */
        boolean covers(long pixels) {
            entry.requireClient();
            boolean isFirst = left == cost;
            if (!isFirst && pixels > left) {
                return false;
            }
            left -= Math.min(left, pixels);
            return true;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                free += cost;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
