package io.noisystudent.teacher.config;

import io.noisystudent.contracts.log.LogRange;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Since when the last stable offset of a partition has not moved although more is written behind it. */
final class StableOffsetAge {
    private final Clock clock;
    private Map<LogRange, Long> since = new HashMap<>();

    StableOffsetAge(Clock clock) {
        this.clock = clock;
    }

    /**
     * What was seen of a topic.
     *
     * @param committed per partition up to its last stable offset
     * @param written per partition up to its end, seen after that
     */
    synchronized void note(String topic, List<LogRange> committed, List<LogRange> written) {
        Map<LogRange, Long> now = new HashMap<>(since);
        now.keySet().removeIf(range -> range.topic().equals(topic));
        for (int i = 0; i < Math.min(committed.size(), written.size()); i++) {
            LogRange stable = committed.get(i);
            if (stable.to() < written.get(i).to()) {
                now.put(stable, since.getOrDefault(stable, clock.millis()));
            }
        }
        since = now;
    }

    /** Of the partition that has stood for the longest time; 0 where none stands. */
    synchronized double seconds() {
        return since.values().stream()
                        .mapToLong(first -> clock.millis() - first)
                        .max()
                        .orElse(0)
                / 1000.0;
    }
}
