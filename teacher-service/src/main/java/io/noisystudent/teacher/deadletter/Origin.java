package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.sample.ReplayedFrom;

/** Where the original of a letter was written. */
public record Origin(String topic, int partition, long offset) {
    /** As errors name it: {@code topic-partition@offset}. */
    @Override
    public String toString() {
        return ReplayedFrom.position(topic, partition, offset);
    }
}
