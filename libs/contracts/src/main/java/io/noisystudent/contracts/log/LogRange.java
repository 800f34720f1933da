package io.noisystudent.contracts.log;

import com.fasterxml.jackson.annotation.JsonIgnore;

import static java.util.Objects.requireNonNull;

/**
 * A contiguous part of one partition: the unit in which tasks, training data and lineage name images.
 *
 * @param from first offset, inclusive
 * @param to last offset, exclusive; offsets without a record (transaction markers, compaction) are allowed inside
 */
public record LogRange(String topic, int partition, long from, long to) {
    public LogRange {
        requireNonNull(topic, "topic is null");
        if (partition < 0 || from < 0 || to < from) {
            throw new IllegalArgumentException("no range: " + topic + "-" + partition + " [" + from + ", " + to + ")");
        }
    }

    public long length() {
        return to - from;
    }

    @JsonIgnore
    public boolean isEmpty() {
        return to == from;
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "[" + from + "," + to + ")";
    }
}
