package io.noisystudent.service.start;

import io.quarkus.runtime.Quarkus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops a service in order, or halts it after 20 s: closing may wait for what is lost, a broker or a GPU. */
public final class ProcessTermination implements Termination {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProcessTermination.class);
    private static final long GRACE_SECONDS = 20;

    private final String service;
    private final AtomicBoolean begun = new AtomicBoolean();

    /** @param service what the log calls it, for example {@code labeler} */
    public ProcessTermination(String service) {
        this.service = service;
    }

    @Override
    public void begin(String reason) {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        LOGGER.error("this {} ends with status {} and must be started again: {}", service, ExitStatus.LOST, reason);
        CompletableFuture.delayedExecutor(GRACE_SECONDS, TimeUnit.SECONDS, Runnable::run)
                .execute(() -> Runtime.getRuntime().halt(ExitStatus.LOST));
        Quarkus.asyncExit(ExitStatus.LOST);
    }
}
