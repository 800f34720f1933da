package io.noisystudent.contracts.sample;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which records of one partition still count: of each key the last one, if it is no deletion; of those without a key
 * all.
 *
 * <p>Fed in log order. Not thread-safe.
 */
public final class LatestByKey {
    private static final long DELETED = -1;

    private final Map<String, Long> latest = new HashMap<>();

    /** Takes note of a record with an image. */
    public void image(@Nullable String key, long offset) {
        if (key != null) {
            latest.put(key, offset);
        }
    }

    /** Takes note of a record that deletes the sample of its key. */
    public void deletion(String key) {
        latest.put(key, DELETED);
    }

    /** Whether a record counts, once all records have been fed. */
    public boolean counts(@Nullable String key, long offset) {
        return key == null || latest.getOrDefault(key, offset) == offset;
    }
}
