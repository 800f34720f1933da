package io.noisystudent.trainer.config;

import io.noisystudent.service.start.ExitStatus;
import io.noisystudent.trainer.messaging.Termination;
import io.quarkus.runtime.Quarkus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process in order, or after a grace without: what waits for a lost card may wait without end. */
final class ProcessEnd implements Termination {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProcessEnd.class);
    private static final long GRACE_SECONDS = 20;

    @Override
    public void begin(String reason) {
        LOGGER.error("this trainer ends with status {} and must be started again: {}", ExitStatus.LOST, reason);
        CompletableFuture.delayedExecutor(GRACE_SECONDS, TimeUnit.SECONDS)
                .execute(() -> Runtime.getRuntime().halt(ExitStatus.LOST));
        Quarkus.asyncExit(ExitStatus.LOST);
    }
}
