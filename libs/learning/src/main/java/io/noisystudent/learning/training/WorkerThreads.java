package io.noisystudent.learning.training;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends threads that write to native memory, before that memory is released. */
public final class WorkerThreads {
    private static final int SECONDS_TO_END = 10;

    private WorkerThreads() {}

    /**
     * Ends the threads, also for a caller that is interrupted, which it stays. Memory that a thread may still write to is
     * left to the garbage collector.
     *
     * @param release frees what the threads wrote to; it is run once all have ended, or not at all
     */
    public static void end(ExecutorService threads, Runnable release) {
        threads.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            if (threads.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
                release.run();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
