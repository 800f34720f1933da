package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.NoisyStudentException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A process of the stack that is started again when it ends, without end, until this is closed: what it had begun is
 * taken up again. Every end and every start that failed is reported. Thread-safe.
 */
final class Supervised<P extends StackProcess> implements AutoCloseable {
    private final String name;
    private final Supplier<P> starter;
    private final Watch watch;
    private final RestartPauses pauses;
    private @Nullable P current;
    private Instant started = Instant.EPOCH;
    private boolean closed;

    /**
     * What all processes of a stack share.
     *
     * @param processes records which process runs under which name
     * @param console takes lines for a person
     * @param timer starts processes again; a start may take minutes
     */
    record Watch(ProcessFile processes, Consumer<String> console, ScheduledExecutorService timer, Clock clock) {}

    /** @param starter returns a process that runs, or throws {@code NoisyStudentException} */
    Supervised(String name, Supplier<P> starter, Watch watch, RestartPauses pauses) {
        this.name = name;
        this.starter = starter;
        this.watch = watch;
        this.pauses = pauses;
    }

    /** Starts the process for the first time; it is not started again before {@link #keep}. */
    P start() {
        P process = starter.get();
        synchronized (this) {
            if (!closed) {
                started = watch.clock().instant();
                current = process;
                return noted(process);
            }
        }
        process.close();
        return process;
    }

    private P noted(P process) {
        try {
            watch.processes().note(name, process.handle());
            return process;
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** From now on the process is started again when it ends, at once if it has ended already. */
    synchronized void keep() {
        if (current != null) {
            CompletableFuture<Void> unused = current.handle().onExit().thenAccept(this::ended);
        }
    }

    private synchronized void ended(ProcessHandle process) {
        if (current != null && current.handle().equals(process)) {
            again(
                    "ended unexpectedly (process " + process.pid() + ", its log is " + current.log() + ")",
                    Duration.between(started, watch.clock().instant()));
        }
    }

    private synchronized void again(String what, Duration ran) {
        if (closed) {
            return;
        }
        Duration wait = pauses.after(ran);
        String when = wait.isZero() ? "now" : "in " + wait.toSeconds() + " s";
        watch.console().accept(name + " " + what + "; it is started again " + when);
        Future<?> unused = watch.timer().schedule(this::restart, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void restart() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        try {
            start();
            keep();
            watch.console().accept(name + " was started again");
        } catch (RuntimeException e) {
            // Whatever it was, no other code would try again.
            String why = e instanceof NoisyStudentException known ? known.describe() : e.toString();
            again("could not be started: " + why, Duration.ZERO);
        }
    }

    /** Asks the process to stop; it is not started again. */
    synchronized void requestStop() {
        closed = true;
        if (current != null) {
            current.requestStop();
        }
    }

    @Override
    public void close() {
        P last;
        synchronized (this) {
            requestStop();
            last = current;
        }
        if (last != null) {
            last.close();
        }
    }
}
