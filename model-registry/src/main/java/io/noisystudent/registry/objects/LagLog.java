package io.noisystudent.registry.objects;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of which the log of events knows more than the store: it was restored from an older copy. Their numbers would
 * be given twice, so that nothing is written about them. The log has a line when one is found and when it may go on.
 */
public final class LagLog {
    private static final Logger LOG = LoggerFactory.getLogger(LagLog.class);

    private final ConcurrentNavigableMap<String, StoreLag> lags = new ConcurrentSkipListMap<>();
    private volatile boolean compared;

    public void found(StoreLag lag) {
        if (lags.put(lag.model(), lag) == null) {
            LOG.error(
                    "nothing is written about the model any more {}",
                    refusal(lag).describe());
        }
    }

    /** Notes that store and log agree about a model; nothing happens unless they did not. */
    public void resolved(String model) {
        if (lags.remove(model) != null) {
            LOG.info("the numbers of the model go on model={}", model);
        }
    }

    public Collection<StoreLag> all() {
        return List.copyOf(lags.values());
    }

    /** Throws {@code STORE_BEHIND_LOG} if the log has more of this model. */
    public void requireNone(String model) {
        StoreLag lag = lags.get(model);
        if (lag != null) {
            throw refusal(lag);
        }
    }

    /** Notes that everything that the log says was held against the store. */
    public void compared() {
        compared = true;
    }

    /**
     * Throws {@code STORE_BEHIND_LOG} if the log has more of any model, {@code BROKER_UNAVAILABLE} if the log was never
     * read, so that it is not known.
     */
    public void requireNone() {
        if (!compared) {
            throw new NoisyStudentException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "log of events",
                    "it was not read yet, so it is unknown whether the store is an older copy; try again when the broker"
                            + " answers");
        }
        lags.keySet().forEach(this::requireNone);
    }

    private static NoisyStudentException refusal(StoreLag lag) {
        return new NoisyStudentException(
                ErrorCode.STORE_BEHIND_LOG,
                lag.model(),
                lag.describe()
                        + ": the store was restored from an older copy. Restore a newer one, or let the numbers go on after"
                        + " those of the log: POST /api/v1/maintenance/continue");
    }
}
