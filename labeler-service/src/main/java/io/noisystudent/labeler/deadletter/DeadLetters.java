package io.noisystudent.labeler.deadletter;

import io.noisystudent.contracts.deadletter.DeadLetterHeaders;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.ArrayList;
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
 * {@link DeadLetterHeaders#VALUE_SHA256} and the position tell what was there, and the original stays where it is in
 * the log.
 */
public final class DeadLetters {
    /** Original bytes that the letters of one task carry together. */
    private static final long BUDGET = 32L * 1024 * 1024;
    /** For the headers that are added, and the batch's own. */
    private static final int MARGIN = 4096;

    private static final int MAX_KEY = 64 * 1024;

    private final String task;
    private final String generation;
    private final int maxRecordBytes;
    private final List<DeadLetterRecord> letters = new ArrayList<>();
    private long budget = BUDGET;

    /** @param maxRecordBytes what the dead-letter topic takes */
    public DeadLetters(String task, String generation, int maxRecordBytes) {
        this.task = task;
        this.generation = generation;
        this.maxRecordBytes = maxRecordBytes;
    }

    /** Adds the letter of a record. */
    public void add(ConsumerRecord<byte[], byte[]> record, NoisyStudentException reason) {
        Headers own = DeadLetterHeaders.of(record, reason, task, generation);
        long size = size(record);
        if (size + MARGIN <= maxRecordBytes && size <= budget) {
            budget -= size;
            RecordHeaders all = new RecordHeaders(record.headers());
            own.forEach(all::add);
            letters.add(new DeadLetterRecord(record.key(), record.value(), all));
            return;
        }
        byte[] value = record.value();
        if (value != null) {
            DeadLetterHeaders.describe(own, value);
        }
        byte[] key = record.key();
        letters.add(new DeadLetterRecord(key == null || key.length > MAX_KEY ? null : key, null, own));
    }

    /** The letters so far, in log order. */
    public List<DeadLetterRecord> letters() {
        return List.copyOf(letters);
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
}
