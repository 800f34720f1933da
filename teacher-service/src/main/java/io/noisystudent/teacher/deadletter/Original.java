package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.deadletter.DeadLetterHeaders;
import io.noisystudent.contracts.sample.ReplayedFrom;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** A record as it was when it could not be read. */
@SuppressWarnings("ArrayRecordComponent") // a record's own bytes, handed on at once
record Original(Origin origin, byte @Nullable [] key, byte[] value, Headers headers) {
    /**
     * The record to send: into the same partition, which is not always that of the key's hash, because only within a
     * partition a later record replaces an earlier one.
     */
    ProducerRecord<byte[], byte[]> replay() {
        Headers kept = new RecordHeaders();
        for (Header header : headers) {
            if (!header.key().startsWith(DeadLetterHeaders.PREFIX)
                    && !header.key().equals(ReplayedFrom.HEADER)) {
                kept.add(header);
            }
        }
        kept.add(ReplayedFrom.HEADER, origin.toString().getBytes(StandardCharsets.UTF_8));
        return new ProducerRecord<>(origin.topic(), origin.partition(), key, value, kept);
    }

    /** The record that notes this replay in the dead-letter topic. */
    ProducerRecord<byte[], byte[]> note(String topic, int partition, String replayedAs) {
        return new ProducerRecord<>(
                topic,
                partition,
                key,
                null,
                DeadLetterHeaders.replayed(origin.topic(), origin.partition(), origin.offset(), replayedAs));
    }

    @Override
    public String toString() {
        return Objects.toString(origin);
    }
}
