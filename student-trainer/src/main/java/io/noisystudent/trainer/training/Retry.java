package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.retry.Backoff;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries again, at growing intervals, what failed only for the moment: because another service is away, or not ready. */
public final class Retry {
    private static final Logger LOGGER = LoggerFactory.getLogger(Retry.class);
    private static final Set<ErrorCode> AWAY = Set.of(
            ErrorCode.REGISTRY_UNAVAILABLE,
            ErrorCode.STORE_UNAVAILABLE,
            ErrorCode.STORE_REFUSED,
            ErrorCode.STORE_BEHIND_LOG,
            ErrorCode.BROKER_UNAVAILABLE,
            // Missing rights are an operator's mistake; a student of many hours waits until it is corrected.
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.FORBIDDEN);

    private final StopSignal stop;
    private final Set<ErrorCode> passing;
    private final Backoff pauses;

    /**
     * Retries while registry, store or broker cannot be reached, until the service stops.
     *
     * @param pauses between a failure and the next attempt
     */
    public Retry(StopSignal stop, Backoff pauses) {
        this(stop, AWAY, pauses);
    }

    /** Retries after failures of these codes. */
    Retry(StopSignal stop, Set<ErrorCode> passing, Backoff pauses) {
        this.stop = stop;
        this.passing = Set.copyOf(passing);
        this.pauses = pauses;
    }

    /**
     * The first answer of {@code attempt}.
     *
     * @throws NoisyStudentException of {@code attempt}, when waiting does not help
     * @throws CancellationException when the service stops or the request is cancelled first
     */
    public <T> T call(Supplier<T> attempt) {
        return call(Integer.MAX_VALUE, attempt);
    }

    /** The same, but the failure of the last of {@code attempts} is thrown. */
    public <T> T call(int attempts, Supplier<T> attempt) {
        for (int tried = 1; ; tried++) {
            Duration pause = pauses.after(tried);
            try {
                return attempt.get();
            } catch (NoisyStudentException e) {
                if (tried >= attempts || !passing.contains(e.code())) {
                    throw e;
                }
                LOGGER.warn("trying again in {} ms: {}", pause.toMillis(), e.describe());
            }
            if (stop.await(pause)) {
                throw new CancellationException("the work has to end");
            }
        }
    }
}
