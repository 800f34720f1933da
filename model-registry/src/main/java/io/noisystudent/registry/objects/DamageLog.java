package io.noisystudent.registry.objects;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.storage.ObjectStore;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of the store that are known to be damaged, and why: bytes that are not those that were written, or that
 * the store does not give although it answers otherwise. The log has a line when one is found and when it is sound again.
 */
public final class DamageLog {
    private static final Logger LOG = LoggerFactory.getLogger(DamageLog.class);

    private static final int SHOWN = 5;

    private final ConcurrentNavigableMap<String, String> reasons = new ConcurrentSkipListMap<>();

    public void found(String key, String reason) {
        if (reasons.put(key, reason) == null) {
            LOG.error("object damaged, everything else goes on without it key={} reason={}", key, reason);
        }
    }

    /** Notes several objects for one reason; the log names the first of those that were not known, in one line. */
    public void found(List<String> keys, String reason) {
        List<String> added =
                keys.stream().filter(key -> reasons.put(key, reason) == null).toList();
        if (!added.isEmpty()) {
            LOG.error(
                    "objects damaged, everything else goes on without them count={} keys={} reason={}",
                    added.size(),
                    added.subList(0, Math.min(added.size(), SHOWN)),
                    reason);
        }
    }

    public void found(String key, NoisyStudentException reason) {
        found(key, String.valueOf(reason.getMessage()));
    }

    /**
     * Notes that an object could not be read.
     *
     * @throws NoisyStudentException {@code STORE_UNAVAILABLE} if the store gives nothing at all: then nothing is noted
     */
    public void unreadable(ObjectStore store, String key, NoisyStudentException reason) {
        store.list(key, "", 1);
        found(key, reason);
    }

    /** Notes that an object is what it should be; nothing happens unless it was damaged. */
    public void sound(String key) {
        if (reasons.remove(key) != null) {
            LOG.info("object sound again key={}", key);
        }
    }

    /** Notes that an object was removed, damaged or not. */
    public void removed(String key) {
        if (reasons.remove(key) != null) {
            LOG.info("damaged object removed key={}", key);
        }
    }

    public boolean has(String key) {
        return reasons.containsKey(key);
    }

    /** How many objects are damaged. */
    public int size() {
        return reasons.size();
    }

    /** Keys of damaged objects that begin so, in order. */
    public List<String> keys(String prefix) {
        return reasons.tailMap(prefix).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .toList();
    }

    /** Throws {@code OBJECT_DAMAGED} if this object is damaged. */
    public void requireSound(String key) {
        String reason = reasons.get(key);
        if (reason != null) {
            throw new NoisyStudentException(ErrorCode.OBJECT_DAMAGED, key, "the object is damaged: " + reason);
        }
    }
}
