package io.noisystudent.labeler.messaging;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs jobs that overlap but finish in the order in which they were started. Each of its threads has resources of its own;
 * a job starts when the one before it allows that, and finishes only after that one has finished.
 *
 * <p>After a job that failed, no later one finishes.
 *
 * @param <T> the resources of a thread
 */
final class SequencedExecutor<T> {
    /** What a job does. */
    interface Job<T> {
        void run(T tools, Place place) throws InterruptedException;
    }

    private final BlockingQueue<T> idle;
    private final ExecutorService threads;
    private CompletableFuture<Void> lastEnd = CompletableFuture.completedFuture(null);

    /** @param tools one for each thread */
    SequencedExecutor(String name, List<T> tools) {
        idle = new ArrayBlockingQueue<>(tools.size(), false, tools);
        threads = Executors.newFixedThreadPool(tools.size(), work -> new Thread(work, name));
    }

    /** The place of a job among all jobs, in the order in which they were started. */
    static final class Place {
        private final CompletableFuture<Void> endBefore;
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private final CompletableFuture<Void> passable = new CompletableFuture<>();

        private Place(CompletableFuture<Void> endBefore) {
            this.endBefore = endBefore;
        }

        /** The next job may begin. */
        void letPass() {
            passable.complete(null);
        }

        /**
         * Waits until all earlier jobs have ended.
         *
         * @throws IllegalStateException when one of them failed
         */
        void awaitTurn() throws InterruptedException {
            try {
                endBefore.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("an earlier task has failed", e.getCause());
            }
        }

        private void end() {
            passable.complete(null);
            end.complete(null);
        }

        private void fail(Throwable failure) {
            passable.completeExceptionally(failure);
            end.completeExceptionally(failure);
        }
    }

    /** Starts a job as soon as a thread is free; completes when the next one may be started. */
    synchronized CompletableFuture<Void> start(Job<T> job) {
        Place place = new Place(lastEnd);
        lastEnd = place.end;
        threads.execute(() -> run(job, place));
        return place.passable;
    }

    private void run(Job<T> job, Place place) {
        T tools = idle.remove();
        try {
            job.run(tools, place);
            // A job that never waited for the one before it must not end before its time either.
            place.awaitTurn();
            place.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            place.fail(e);
        } catch (RuntimeException | Error e) {
            place.fail(e);
        } finally {
            idle.add(tools);
        }
    }

    /** Interrupts the jobs; later ones are refused. */
    void stop() {
        threads.shutdownNow();
    }
}
