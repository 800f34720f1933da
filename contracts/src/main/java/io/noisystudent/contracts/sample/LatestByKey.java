package io.noisystudent.contracts.sample;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Which records of one partition still count: of each key the last one, if it is no deletion; of those without a key
 * all.
 *
 * <p>Fed in log order. Not thread-safe.
 */
public final class LatestByKey {
    private final Map<String, Long> latest = new HashMap<>();
    private final Set<Long> superseded = new HashSet<>();

    /** Takes note of a record, whatever its value is. */
    public void note(ConsumerRecord<byte[], byte[]> record) {
        String key = InboundRecordParser.key(record);
        if (key != null) {
            boolean deletion = record.value() == null || record.value().length == 0;
            Long before = deletion ? latest.remove(key) : latest.put(key, record.offset());
            if (before != null) {
                superseded.add(before);
            }
        }
    }

    /** Whether the record of this key at this offset counts, once all records have been noted. */
    public boolean counts(@Nullable String key, long offset) {
        return key == null || !superseded.contains(offset);
    }

    /** Offsets of the images that a later record replaced or deleted. */
    public Set<Long> superseded() {
        return Set.copyOf(superseded);
    }
}
