package io.noisystudent.trainer.messaging;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many requests this process takes: all that come, or one, after which the process ends. */
public final class RunMode {
    private static final Logger LOGGER = LoggerFactory.getLogger(RunMode.class);

    private final boolean single;
    private final Runnable exit;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    private enum State {
        WAITING,
        BUSY,
        DONE
    }

    private RunMode(boolean single, Runnable exit) {
        this.single = single;
        this.exit = exit;
    }

    /** Requests until the process is stopped. */
    public static RunMode endless() {
        return new RunMode(false, () -> {});
    }

    /**
     * One request.
     *
     * @param timeout how long to wait for it
     * @param exit ends the process; called once
     */
    public static RunMode single(Duration timeout, Runnable exit) {
        RunMode runMode = new RunMode(true, exit);
        CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> runMode.giveUp(timeout));
        return runMode;
    }

    /** False if this process may not take a request any more. */
    boolean begin() {
        return !single || state.compareAndSet(State.WAITING, State.BUSY);
    }

    /** The request is answered. */
    void done() {
        if (single) {
            state.set(State.DONE);
        }
    }

    /** What was answered is acknowledged; a message that was not understood is no request and ends nothing. */
    void end() {
        if (single && state.get() == State.DONE) {
            LOGGER.info("one request is answered, the trainer ends");
            exit.run();
        }
    }

    private void giveUp(Duration limit) {
        if (state.compareAndSet(State.WAITING, State.DONE)) {
            LOGGER.info("no training request within {} s, the trainer ends", limit.toSeconds());
            exit.run();
        }
    }
}
