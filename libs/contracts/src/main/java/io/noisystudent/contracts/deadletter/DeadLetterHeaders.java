package io.noisystudent.contracts.deadletter;

import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The headers that the dead-letter topic adds to those of the original record. */
public final class DeadLetterHeaders {
    /** Every name of ours begins so. */
    public static final String PREFIX = "dead-letter-";

    public static final String CODE = "dead-letter-code";
    public static final String REASON = "dead-letter-reason";
    public static final String TOPIC = "dead-letter-topic";
    public static final String PARTITION = "dead-letter-partition";
    public static final String OFFSET = "dead-letter-offset";
    public static final String TIMESTAMP = "dead-letter-timestamp";
    public static final String TASK = "dead-letter-task";
    public static final String GENERATION = "dead-letter-generation";
    /** SHA-256 of the original value; only on letters without it. */
    public static final String VALUE_SHA256 = "dead-letter-value-sha256";
    /** Bytes of the original value; only on letters without it. */
    public static final String VALUE_BYTES = "dead-letter-value-bytes";
    /** Where the record was sent again to; only on notes of replays, which are no letters and have no code. */
    public static final String REPLAYED_AS = "dead-letter-replayed-as";

    private static final int MAX_REASON = 500;

    private DeadLetterHeaders() {}

    /** Where a record was, why it could not be read, and on which occasion. */
    public static Headers of(
            ConsumerRecord<byte[], byte[]> record, NoisyStudentException reason, String task, String generation) {
        String message = reason.getMessage();
        Headers headers = new RecordHeaders();
        put(headers, CODE, reason.code().name());
        put(headers, REASON, message.length() > MAX_REASON ? message.substring(0, MAX_REASON) : message);
        put(headers, TOPIC, record.topic());
        put(headers, PARTITION, Integer.toString(record.partition()));
        put(headers, OFFSET, Long.toString(record.offset()));
        put(headers, TIMESTAMP, Long.toString(record.timestamp()));
        put(headers, TASK, task);
        put(headers, GENERATION, generation);
        return headers;
    }

    /** Adds what was there for a value that the letter leaves in the log. */
    public static void describe(Headers headers, byte[] value) {
        put(headers, VALUE_SHA256, Digests.sha256Hex(value));
        put(headers, VALUE_BYTES, Integer.toString(value.length));
    }

    /** The note that the record at a position was sent again to another. */
    public static Headers replayed(String topic, int partition, long offset, String replayedAs) {
        Headers headers = new RecordHeaders();
        put(headers, TOPIC, topic);
        put(headers, PARTITION, Integer.toString(partition));
        put(headers, OFFSET, Long.toString(offset));
        put(headers, REPLAYED_AS, replayedAs);
        return headers;
    }

    /** The last header of this name as text; null if there is none. */
    public static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
