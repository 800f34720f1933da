package io.noisystudent.registry.objects;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.OutcomeUnknownException;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.Objects.requireNonNull;

/**
 * Writes a small object under a key for which others may compete, and finds out which of them won.
 *
 * <p>A lost reply is not a lost write, and "the key is taken" may be our own success: on any doubt the object is read
 * back and compared. Writers put a nonce into what they write where equal bytes of two writers must be distinguished.
 * Writing again after a lost request is safe: whichever of our copies arrives first, the content is the same, and the
 * other one is refused.
 */
public final class SlotWriter {
    private static final Logger LOG = LoggerFactory.getLogger(SlotWriter.class);
    private static final int ATTEMPTS = 4;

    private final ObjectStore store;

    public SlotWriter(ObjectStore store) {
        this.store = requireNonNull(store, "store is null");
    }

    /**
     * Creates an object, or finds out what another writer created.
     *
     * @return empty if the object is ours, else the other writer's content
     * @throws NoisyStudentException {@code STORE_UNAVAILABLE} if the store cannot say; the write may be applied or
     *     not, and the same request may be sent again
     */
    public Optional<byte[]> write(String key, byte[] content) {
        OutcomeUnknownException doubt = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                if (store.create(key, content).isCreated()) {
                    return Optional.empty();
                }
            } catch (OutcomeUnknownException e) {
                LOG.warn("outcome unknown, reading back key={} attempt={} reason={}", key, attempt + 1, e.getMessage());
                doubt = e;
            }
            Optional<byte[]> found = store.get(key);
            if (found.isPresent()) {
                return Arrays.equals(found.get(), content) ? Optional.empty() : found;
            }
        }
        throw new NoisyStudentException(
                ErrorCode.STORE_UNAVAILABLE,
                key,
                "the store does not say whether the object was written; send the same request again",
                doubt);
    }

    /**
     * Puts what follows from other objects in the place of a damaged object.
     *
     * @throws NoisyStudentException {@code STORE_UNAVAILABLE}
     */
    public void replace(String key, byte[] content) {
        store.replace(key, content);
        LOG.info("object replaced key={}", key);
    }
}
