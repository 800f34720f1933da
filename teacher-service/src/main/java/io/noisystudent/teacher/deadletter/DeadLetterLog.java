package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogRange;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads the dead-letter topic, a bounded part of it at a time. */
final class DeadLetterLog {
    private final KafkaSession kafka;
    private final String topic;

    DeadLetterLog(KafkaSession kafka, String topic) {
        this.kafka = kafka;
        this.topic = topic;
    }

    /**
     * Records of a page, and where the list goes on.
     *
     * @param window with the records that the page skipped
     * @param exhausted whether the window has no further records
     * @param end whether nothing is older than the window
     */
    record Found(List<Sighting> items, Cursor window, boolean exhausted, boolean end) {
        /** Where a list goes on after the first {@code records} items; null at its end. */
        @Nullable
        String next(int records) {
            if (records < items.size() || !exhausted) {
                return window.after(records).write();
            }
            return end ? null : window.before().write();
        }

        DeadLetterPage page() {
            return new DeadLetterPage(items, next(items.size()));
        }
    }

    /**
     * The records that were refused last come first.
     *
     * @param cursor of the page before; null for the first one
     */
    Found find(DeadLetterFilter filter, @Nullable String cursor, int limit) {
        List<LogRange> log = kafka.log(topic);
        Cursor start =
                cursor == null ? Cursor.atEnd(log) : Cursor.parse(topic, cursor).within(log);
        WindowScan scan = new WindowScan(kafka.reader(), WindowScan.Limits.DEFAULT);
        Cursor window = start;
        if (start.isChosen()) {
            scan.again(start.window());
        } else {
            window = new Cursor(scan.back(start.window(), log), 0);
        }
        List<Sighting> rest = scan.sightings().newestFirst().stream()
                .filter(filter::accepts)
                .skip(window.skip())
                .toList();
        boolean end = window.window().stream().allMatch(range -> log.stream()
                .noneMatch(all -> all.partition() == range.partition() && all.from() < range.from()));
        return new Found(rest.stream().limit(limit).toList(), window, rest.size() <= limit, end);
    }

    /** @throws NoisyStudentException {@code NOT_FOUND} */
    ConsumerRecord<byte[], byte[]> record(DeadLetterId id) {
        return kafka.record(topic, id.partition(), id.offset()).orElseThrow(() -> notFound(id));
    }

    /** @throws NoisyStudentException {@code NOT_FOUND} */
    static DeadLetter letter(DeadLetterId id, ConsumerRecord<byte[], byte[]> record) {
        return EntryDecoder.decode(record)
                .filter(DeadLetter.class::isInstance)
                .map(DeadLetter.class::cast)
                .orElseThrow(() -> notFound(id));
    }

    private static NoisyStudentException notFound(DeadLetterId id) {
        return new NoisyStudentException(
                ErrorCode.NOT_FOUND,
                id.toString(),
                "there is no such dead letter, or it is older than the topic keeps them; GET /api/v1/dead-letters lists"
                        + " them");
    }
}
