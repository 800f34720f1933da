package io.noisystudent.trainer.checkpoint;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where trainers keep checkpoints: {@code checkpoints/<model>/<request>/<steps>.safetensors}, so that whichever trainer
 * takes up a request finds how far another one got.
 */
public final class CheckpointArchive {
    private static final Logger LOGGER = LoggerFactory.getLogger(CheckpointArchive.class);
    private static final String CHECKPOINTS = "checkpoints/";
    private static final int MOST = 1000;
    private static final String SUFFIX = ".safetensors";

    private final Supplier<Optional<ObjectStore>> store;
    private final Path directory;
    private final Duration interval;
    private final LongSupplier nanoTime;

    /**
     * An archive.
     *
     * @param store asked at every use, because it may start after the trainer; empty where none is configured
     * @param directory for files on their way
     * @param interval between two checkpoints at least
     * @param nanoTime a clock in nanoseconds
     */
    public CheckpointArchive(
            Supplier<Optional<ObjectStore>> store, Path directory, Duration interval, LongSupplier nanoTime) {
        this.store = store;
        this.directory = directory;
        this.interval = interval;
        this.nanoTime = nanoTime;
    }

    /**
     * Checks whether the store gives checkpoints. A store that is unavailable is logged, and waited for when needed.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID} if it is not who it should be
     */
    public void examine() {
        try {
            store.get().ifPresent(found -> found.list(CHECKPOINTS, "", 1));
        } catch (NoisyStudentException e) {
            if (e.code() != ErrorCode.STORE_UNAVAILABLE) {
                throw e;
            }
            LOGGER.warn("checkpoints cannot be kept now: {}", e.describe());
        }
    }

    /** The checkpoints of a request; {@code STORE_UNAVAILABLE} if the store is away, and the training can wait for it. */
    public Checkpoints of(TrainingRequest request) {
        return store.get()
                .<Checkpoints>map(
                        found -> new StoredCheckpoints(found, prefix(request), directory, interval.toNanos(), nanoTime))
                .orElse(Checkpoints.NONE);
    }

    /** Removes the checkpoints of a request that is answered. What cannot be removed is garbage, and no reason to fail. */
    public void remove(TrainingRequest request) {
        try {
            store.get().ifPresent(found -> keys(found, prefix(request)).forEach(found::delete));
        } catch (NoisyStudentException e) {
            LOGGER.warn("checkpoints are left behind request={} {}", request.id(), e.describe());
        }
    }

    /** The checkpoints below a prefix, oldest first. */
    static List<String> keys(ObjectStore store, String prefix) {
        return store.list(prefix, "", MOST).stream()
                .map(ObjectStat::key)
                .filter(key -> key.endsWith(SUFFIX))
                .toList();
    }

    /** Keys in the order of steps. */
    static String key(String prefix, int steps) {
        return String.format(Locale.ROOT, "%s%010d%s", prefix, steps, SUFFIX);
    }

    /** The steps of the newest checkpoint of a request; 0 if there is none. */
    static long newestSteps(ObjectStore store, TrainingRequest request) {
        String prefix = prefix(request);
        return keys(store, prefix).stream()
                .map(key -> key.substring(prefix.length(), key.length() - SUFFIX.length()))
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
    }

    static String prefix(TrainingRequest request) {
        return CHECKPOINTS + request.model() + "/" + request.identity() + "/";
    }
}
