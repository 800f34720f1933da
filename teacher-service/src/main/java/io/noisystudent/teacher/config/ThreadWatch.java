package io.noisystudent.teacher.config;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a thread has ended that must not: an error that ends a thread leaves no more than a log line, and
 * only another process has all threads.
 */
final class ThreadWatch implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadWatch.class);

    private final List<Thread> threads;
    private final Duration interval;
    private final Runnable end;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param end ends the process; must need no memory */
    ThreadWatch(List<Thread> threads, Duration interval, Runnable end) {
        this.threads = List.copyOf(threads);
        this.interval = interval;
        this.end = end;
    }

    /** The thread that runs now under a name; {@code IllegalStateException} if there is none. */
    static Thread named(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no thread has the name '" + name + "'"));
    }

    @Override
    public void run() {
        try {
            while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                for (Thread thread : threads) {
                    if (!thread.isAlive()) {
                        end(thread);
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Thread thread) {
        try {
            LOG.error("the thread {} has ended; this process ends, to be started again", thread.getName());
        } finally {
            end.run();
        }
    }

    /** Threads may end from now on. */
    @Override
    public void close() {
        closed.countDown();
    }
}
