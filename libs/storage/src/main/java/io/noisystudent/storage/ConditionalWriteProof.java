package io.noisystudent.storage;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.Objects.requireNonNull;

/**
 * Proves at start that a store honors the create-only condition, on which every promise of the registry rests.
 *
 * <p>Two checks: a second create of a key is refused and leaves the first object as it was; and of 16 writers that
 * race for one key exactly one wins, in each of several rounds. Its few objects lie under {@code proofs/} and are
 * removed afterwards.
 */
public final class ConditionalWriteProof {
    private static final Logger LOG = LoggerFactory.getLogger(ConditionalWriteProof.class);
    private static final int RACERS = 16;
    private static final int ROUNDS = 4;

    private final ObjectStore store;
    private final String prefix;

    public ConditionalWriteProof(ObjectStore store) {
        this.store = requireNonNull(store, "store is null");
        this.prefix = "proofs/" + UUID.randomUUID() + "/";
    }

    /**
     * Runs both checks.
     *
     * @throws NoisyStudentException {@code STORE_UNCONDITIONAL} if the store failed one, {@code STORE_UNAVAILABLE} if
     *     it could not be asked
     */
    public void run() {
        try {
            secondCreateIsRefused(prefix + "second");
            ExecutorService racers = Executors.newFixedThreadPool(RACERS);
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    raceHasOneWinner(racers, prefix + "race-" + round);
                }
            } finally {
                racers.shutdownNow();
            }
        } finally {
            cleanUp();
        }
    }

    private void secondCreateIsRefused(String key) {
        if (!store.create(key, bytes("first")).isCreated()) {
            throw unconditional(key, "it refused to create a new key");
        }
        if (store.create(key, bytes("second")).isCreated()) {
            throw unconditional(key, "it accepted a second create of one key");
        }
        if (!holds(key, "first")) {
            throw unconditional(key, "a refused create changed the object");
        }
    }

    private void raceHasOneWinner(ExecutorService threads, String key) {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Boolean>> racers = IntStream.range(0, RACERS)
                .mapToObj(racer -> threads.submit(() -> {
                    start.await();
                    return wins(key, "racer " + racer);
                }))
                .toList();
        start.countDown();
        long winners = racers.stream().filter(ConditionalWriteProof::result).count();
        if (winners != 1) {
            throw unconditional(key, winners + " of " + RACERS + " racing writers got the answer that they created it");
        }
        boolean stands =
                IntStream.range(0, RACERS).anyMatch(racer -> result(racers.get(racer)) && holds(key, "racer " + racer));
        if (!stands) {
            throw unconditional(key, "the object is not the one of the writer whose write was acknowledged");
        }
    }

    private boolean wins(String key, String nonce) {
        try {
            return store.create(key, bytes(nonce)).isCreated();
        } catch (OutcomeUnknownException e) {
            return holds(key, nonce);
        }
    }

    private boolean holds(String key, String content) {
        return store.get(key)
                .map(found -> new String(found, StandardCharsets.UTF_8).equals(content))
                .orElse(false);
    }

    private void cleanUp() {
        try {
            store.list(prefix, "", ROUNDS + 1).forEach(object -> store.delete(object.key()));
        } catch (NoisyStudentException e) {
            // Leftovers are harmless, and the right to delete is not needed for anything else.
            LOG.warn("probe objects left behind prefix={} reason={}", prefix, e.describe());
        }
    }

    private static boolean result(Future<Boolean> racer) {
        try {
            return racer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoisyStudentException(
                    ErrorCode.STORE_UNAVAILABLE, "object store", "interrupted while the store was being probed", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NoisyStudentException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static NoisyStudentException unconditional(String key, String what) {
        return new NoisyStudentException(
                ErrorCode.STORE_UNCONDITIONAL,
                key,
                "the object store does not honor 'If-None-Match: *': " + what
                        + "; use a store, or a version of it, that does");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
