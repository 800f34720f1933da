package io.noisystudent.embedded.child;

import java.io.IOException;
import java.io.InputStream;

/**
 * Ends this process when its parent ends: the parent holds the other end of a stream, which the kernel closes however
 * the parent ends.
 */
final class ParentWatch {
    private static final System.Logger LOG = System.getLogger(ParentWatch.class.getName());
    private static final long STOP_MILLIS = 10_000;
    private static final int FAILED = 1;

    private ParentWatch() {}

    /** Exits in order at the end of the stream, and hard if the shutdown hooks take longer than 10 s. */
    static void start(InputStream parent) {
        thread("parent-watch", () -> await(parent)).start();
    }

    private static void await(InputStream parent) {
        try {
            while (parent.read() >= 0) {
                // Nothing is expected; only the end counts.
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "parent lost", e);
        }
        thread("stop-limit", ParentWatch::haltAfterLimit).start();
        System.exit(0);
    }

    private static void haltAfterLimit() {
        try {
            Thread.sleep(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(FAILED);
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
