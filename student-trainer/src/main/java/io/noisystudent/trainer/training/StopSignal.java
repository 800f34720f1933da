package io.noisystudent.trainer.training;

import io.noisystudent.contracts.event.TrainingRequest;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says that work has to end: for good, because the service stops, or that at the request at hand, because its answer
 * is no longer waited for. Code that trains or waits checks it; what blocks is interrupted when the request is
 * cancelled. Thread-safe.
 */
public final class StopSignal {
    private boolean stopping;
    private @Nullable TrainingRequest request;
    private @Nullable Thread worker;
    private boolean cancelled;

    /** The service stops. */
    public synchronized void request() {
        stopping = true;
        notifyAll();
    }

    /** Whether the service stops. */
    public synchronized boolean isStopping() {
        return stopping;
    }

    /** Whether work has to end, for whichever reason. */
    public synchronized boolean isRequested() {
        return stopping || cancelled;
    }

    /** The calling thread begins to work at a request; {@link #end} has to follow on the same thread. */
    public synchronized void begin(TrainingRequest begun) {
        request = begun;
        worker = Thread.currentThread();
        cancelled = false;
    }

    /** Ends the work at the current request if it is among these. */
    public synchronized void cancel(Predicate<TrainingRequest> unwanted) {
        if (request != null && worker != null && !cancelled && unwanted.test(request)) {
            cancelled = true;
            worker.interrupt();
            notifyAll();
        }
    }

    /** The work at the request has ended; true if it was cancelled. Nothing interrupts this thread afterwards. */
    public synchronized boolean end() {
        boolean wasCancelled = cancelled;
        request = null;
        worker = null;
        cancelled = false;
        if (wasCancelled) {
            // The interrupt is not meant for what this thread does next.
            boolean unused = Thread.interrupted();
        }
        return wasCancelled;
    }

    /**
     * Goes on only if the answer is waited for; the service may be about to stop.
     *
     * @throws CancellationException if the request was cancelled
     */
    synchronized void requireWanted() {
        if (cancelled) {
            throw new CancellationException("the request was cancelled");
        }
    }

    /** Waits, but not beyond the signal or an interrupt; true if one of them came. */
    synchronized boolean await(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        try {
            for (long left = pause.toNanos(); !isRequested() && left > 0; left = end - System.nanoTime()) {
                // Rounded up: 0 would wait without end.
                wait(left / 1_000_000 + 1);
            }
            return isRequested();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
