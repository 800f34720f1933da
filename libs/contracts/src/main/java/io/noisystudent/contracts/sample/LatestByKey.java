package io.noisystudent.contracts.sample;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Which records of one partition still count: of each key the last one, if it is no deletion; of those without a key
 * all.
 *
 * <p>A replay ({@link ReplayedFrom}) stands where its original stood: it counts instead of it, and not at all when
 * something newer was sent between the two.
 *
 * <p>Fed in log order. Not thread-safe.
 */
public final class LatestByKey {
    /** The last word of each key: the offset of an image, or the complement of a deletion's, which is negative. */
    private final Map<String, Long> latest = new HashMap<>();
    /** Of records without a key: the last replay by offset of the original. */
    private final Map<Long, Long> replays = new HashMap<>();

    private final Set<Long> superseded = new HashSet<>();

    /** Takes note of a record, whatever its value is. */
    public void note(ConsumerRecord<byte[], byte[]> record) {
        String key = InboundRecordParser.key(record);
        OptionalLong original = ReplayedFrom.offset(record);
        if (key != null) {
            noteKeyed(record, key, original);
        } else if (original.isPresent()) {
            superseded.add(original.getAsLong());
            supersede(replays.put(original.getAsLong(), record.offset()));
        }
    }

    private void noteKeyed(ConsumerRecord<byte[], byte[]> record, String key, OptionalLong original) {
        Long last = latest.get(key);
        if (last != null && original.isPresent() && Math.max(last, ~last) > original.getAsLong()) {
            superseded.add(record.offset());
            return;
        }
        boolean deletion = record.value() == null || record.value().length == 0;
        supersede(latest.put(key, deletion ? ~record.offset() : record.offset()));
    }

    private void supersede(@Nullable Long image) {
        if (image != null && image >= 0) {
            superseded.add(image);
        }
    }

    /** The keys of the records, also of deletions. */
    Set<String> keys() {
        return latest.keySet();
    }

    /** Whether the record at this offset counts, once all records have been noted. */
    public boolean counts(long offset) {
        return !superseded.contains(offset);
    }

    /** Offsets of the images that a later record replaced or deleted, and of replays that came too late. */
    public Set<Long> superseded() {
        return Set.copyOf(superseded);
    }
}
