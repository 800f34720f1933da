package io.noisystudent.labeler.models;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs at the same time. */
final class AtOnce {
    private AtOnce() {}

    /**
     * Runs each on a thread of its own and waits until all have ended.
     *
     * @throws NoisyStudentException {@code DEVICE_FAILED} if one ended so; else what the first threw of those that did
     */
    static void run(List<Runnable> runs) {
        ExecutorService threads = Executors.newFixedThreadPool(runs.size());
        try {
            List<CompletableFuture<Void>> started = runs.stream()
                    .map(run -> CompletableFuture.runAsync(run, threads))
                    .toList();
            List<Throwable> failures = new ArrayList<>();
            for (CompletableFuture<Void> run : started) {
                try {
                    run.join();
                } catch (CompletionException e) {
                    failures.add(e.getCause());
                }
            }
            rethrow(failures);
        } finally {
            threads.shutdown();
        }
    }

    private static void rethrow(List<Throwable> failures) {
        for (Throwable failure : failures) {
            if (failure instanceof NoisyStudentException e && e.code() == ErrorCode.DEVICE_FAILED) {
                throw e;
            }
        }
        if (failures.isEmpty()) {
            return;
        }
        if (failures.get(0) instanceof Error error) {
            throw error;
        }
        // A Runnable throws nothing that is checked.
        throw (RuntimeException) failures.get(0);
    }
}
