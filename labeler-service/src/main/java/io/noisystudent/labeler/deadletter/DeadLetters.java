package io.noisystudent.labeler.deadletter;

import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Collects the dead letters of one task.
 *
 * <p>A letter carries the original bytes as long as they fit: a record near the size limit would not fit with the
 * headers that are added, and a range full of large poison would not fit into memory. Then the letter is a pointer:
 * {@link #VALUE_SHA256} and the position tell what was there, and the original stays where it is in the log.
 */
public final class DeadLetters {
    public static final String CODE = "dead-letter-code";
    public static final String REASON = "dead-letter-reason";
    public static final String TOPIC = "dead-letter-topic";
    public static final String PARTITION = "dead-letter-partition";
    public static final String OFFSET = "dead-letter-offset";
    public static final String TIMESTAMP = "dead-letter-timestamp";
    public static final String TASK = "dead-letter-task";
    public static final String GENERATION = "dead-letter-generation";
    /** SHA-256 of the original value; only on pointers. */
    public static final String VALUE_SHA256 = "dead-letter-value-sha256";
    /** Bytes of the original value; only on pointers. */
    public static final String VALUE_BYTES = "dead-letter-value-bytes";

    /** Original bytes that the letters of one task carry together. */
    private static final long BUDGET = 32L * 1024 * 1024;
    /** For the headers that are added, and the batch's own. */
    private static final int MARGIN = 4096;

    private static final int MAX_REASON = 500;
    private static final int MAX_KEY = 64 * 1024;

    private final String task;
    private final String generation;
    private final int maxRecordBytes;
    private final List<DeadLetter> letters = new ArrayList<>();
    private long budget = BUDGET;

    /** @param maxRecordBytes what the dead-letter topic takes */
    public DeadLetters(String task, String generation, int maxRecordBytes) {
        this.task = task;
        this.generation = generation;
        this.maxRecordBytes = maxRecordBytes;
    }

    /** Adds the letter of a record. */
    public void add(ConsumerRecord<byte[], byte[]> record, NoisyStudentException reason) {
        Headers own = headers(record, reason);
        long size = size(record);
        if (size + MARGIN <= maxRecordBytes && size <= budget) {
            budget -= size;
            RecordHeaders all = new RecordHeaders(record.headers());
            own.forEach(all::add);
            letters.add(new DeadLetter(record.key(), record.value(), all));
            return;
        }
        byte[] value = record.value();
        if (value != null) {
            put(own, VALUE_SHA256, sha256(value));
            put(own, VALUE_BYTES, Integer.toString(value.length));
        }
        byte[] key = record.key();
        letters.add(new DeadLetter(key == null || key.length > MAX_KEY ? null : key, null, own));
    }

    /** The letters so far, in log order. */
    public List<DeadLetter> letters() {
        return List.copyOf(letters);
    }

    private Headers headers(ConsumerRecord<byte[], byte[]> record, NoisyStudentException reason) {
        String message = String.valueOf(reason.getMessage());
        RecordHeaders headers = new RecordHeaders();
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

    private static long size(ConsumerRecord<byte[], byte[]> record) {
        long size = length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            size += 10 + header.key().length() + length(header.value());
        }
        return size;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
