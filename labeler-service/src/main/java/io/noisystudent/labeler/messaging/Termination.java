package io.noisystudent.labeler.messaging;

import io.noisystudent.service.start.ExitStatus;
import io.quarkus.runtime.Quarkus;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a process that cannot work any more, so that its supervisor starts a new one. */
@Singleton
public class Termination {
    private static final Logger LOG = LoggerFactory.getLogger(Termination.class);
    private static final long GRACE_SECONDS = 20;

    private final AtomicBoolean begun = new AtomicBoolean();

    /** Later reasons follow from the first and are not logged. */
    public void terminate(String reason) {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        LOG.error("this labeler ends with status {} and must be started again: {}", ExitStatus.LOST, reason);
        Thread last = new Thread(
                () -> {
                    try {
                        TimeUnit.SECONDS.sleep(GRACE_SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    // Closing the clients may wait for the very broker that refuses them.
                    Runtime.getRuntime().halt(ExitStatus.LOST);
                },
                "terminate");
        last.setDaemon(true);
        last.start();
        Quarkus.asyncExit(ExitStatus.LOST);
    }
}
