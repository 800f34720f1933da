package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.contracts.sample.ReplayedFrom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what was sent after some originals with the same key, or as their replay, by reading their logs from there
 * to the end: each partition once, and for a bounded time.
 *
 * <p>Nothing depends on how far it comes: {@link io.noisystudent.contracts.sample.LatestByKey} does not let a replay
 * count that comes too late. The search only reports such a replay at once.
 */
final class LaterRecords {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int PIECE = 1_000;

    private final KafkaSession kafka;
    private final Map<Origin, Later> found = new HashMap<>();
    private final Set<LogRange> unread = new HashSet<>();

    /** An original with the sample's id; null without a key. */
    record Wanted(Origin origin, @Nullable String key) {}

    LaterRecords(KafkaSession kafka) {
        this.kafka = kafka;
    }

    /** Looks for what came after these originals. */
    void find(Collection<Wanted> originals) {
        long start = System.nanoTime();
        Map<String, Map<Integer, List<Wanted>>> logs = originals.stream()
                .collect(Collectors.groupingBy(
                        wanted -> wanted.origin().topic(),
                        Collectors.groupingBy(wanted -> wanted.origin().partition())));
        logs.forEach((topic, partitions) -> {
            for (LogRange all : kafka.log(topic)) {
                List<Wanted> here = partitions.getOrDefault(all.partition(), List.of());
                if (!here.isEmpty()) {
                    read(all, here, start);
                }
            }
        });
    }

    /** The last one that was found; null if there is none. */
    @Nullable
    Later of(Origin origin) {
        return found.get(origin);
    }

    /** Whether the log behind the original was read up to its end. */
    boolean isComplete(Origin origin) {
        return unread.stream()
                .noneMatch(range -> range.topic().equals(origin.topic()) && range.partition() == origin.partition());
    }

    private void read(LogRange all, List<Wanted> originals, long start) {
        Map<String, List<Origin>> byKey = new HashMap<>();
        Map<Long, Origin> withoutKey = new HashMap<>();
        long from = all.to();
        for (Wanted wanted : originals) {
            from = Math.min(from, wanted.origin().offset() + 1);
            if (wanted.key() == null) {
                withoutKey.put(wanted.origin().offset(), wanted.origin());
            } else {
                byKey.computeIfAbsent(wanted.key(), key -> new ArrayList<>()).add(wanted.origin());
            }
        }
        for (from = Math.max(from, all.from()); from < all.to(); from += PIECE) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                unread.add(new LogRange(all.topic(), all.partition(), from, all.to()));
                return;
            }
            kafka.reader()
                    .read(
                            new LogRange(all.topic(), all.partition(), from, Math.min(all.to(), from + PIECE)),
                            record -> note(record, byKey, withoutKey));
        }
    }

    private void note(
            ConsumerRecord<byte[], byte[]> record, Map<String, List<Origin>> byKey, Map<Long, Origin> withoutKey) {
        OptionalLong original = ReplayedFrom.offset(record);
        String position = InboundRecordParser.position(record);
        String key = InboundRecordParser.key(record);
        if (key == null) {
            Origin origin = original.isPresent() ? withoutKey.get(original.getAsLong()) : null;
            if (origin != null) {
                found.put(origin, new Later(position, true));
            }
            return;
        }
        for (Origin origin : byKey.getOrDefault(key, List.of())) {
            if (record.offset() > origin.offset()) {
                boolean replay = original.isPresent() && original.getAsLong() == origin.offset();
                found.put(origin, new Later(position, replay));
            }
        }
    }
}
