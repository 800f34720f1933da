package io.noisystudent.registry.view;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs tasks on a few threads; closing waits for all of them. For one caller. */
final class ParallelTasks implements AutoCloseable {
    private final int atOnce;
    private final ExecutorService threads;
    private final Semaphore free;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    ParallelTasks(int atOnce) {
        this.atOnce = atOnce;
        this.free = new Semaphore(atOnce);
        this.threads = Executors.newFixedThreadPool(atOnce, task -> {
            Thread thread = new Thread(task, "view-refresh");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins a task as soon as a thread is free; throws what the first task that failed has thrown. */
    void run(Runnable task) {
        rethrow();
        free.acquireUninterruptibly();
        threads.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                free.release();
            }
        });
    }

    @Override
    public void close() {
        free.acquireUninterruptibly(atOnce);
        threads.shutdown();
        rethrow();
    }

    private void rethrow() {
        Throwable first = failure.getAndSet(null);
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
