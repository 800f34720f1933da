package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.deadletter.DeadLetterHeaders;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.sample.InboundRecordParser;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads the records of the dead-letter topic; keeps a bounded number of bytes of each. */
final class EntryDecoder {
    private static final int LONGEST_KEY = 256;
    private static final int LONGEST_HEADER = 200;
    private static final int MOST_HEADERS = 20;
    /** What Kafka takes. */
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    /** As many digits as {@link DeadLetterId} and {@code ReplayedFrom} read. */
    private static final Pattern PARTITION = Pattern.compile("\\d{1,9}");

    private static final Pattern OFFSET = Pattern.compile("\\d{1,18}");

    private EntryDecoder() {}

    /** What the record is; empty for one that no service of ours wrote, one with impossible coordinates for example. */
    static Optional<Entry> decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return entry(record);
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Entry> entry(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        String topic = DeadLetterHeaders.text(headers, DeadLetterHeaders.TOPIC);
        String partition = DeadLetterHeaders.text(headers, DeadLetterHeaders.PARTITION);
        String offset = DeadLetterHeaders.text(headers, DeadLetterHeaders.OFFSET);
        if (topic == null
                || partition == null
                || offset == null
                || !TOPIC.matcher(topic).matches()
                || !PARTITION.matcher(partition).matches()
                || !OFFSET.matcher(offset).matches()) {
            return Optional.empty();
        }
        Origin origin = new Origin(topic, Integer.parseInt(partition), Long.parseLong(offset));
        String replayedAs = DeadLetterHeaders.text(headers, DeadLetterHeaders.REPLAYED_AS);
        String code = DeadLetterHeaders.text(headers, DeadLetterHeaders.CODE);
        if (code != null) {
            return Optional.of(letter(record, origin, code));
        }
        return Optional.ofNullable(replayedAs).map(position -> new ReplayNote(origin, position));
    }

    private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record, Origin origin, String code) {
        Headers headers = record.headers();
        byte[] value = record.value();
        String bytes = DeadLetterHeaders.text(headers, DeadLetterHeaders.VALUE_BYTES);
        String key = InboundRecordParser.key(record);
        return new DeadLetter(
                new DeadLetterId(record.partition(), record.offset()).toString(),
                Instant.ofEpochMilli(record.timestamp()),
                code(code),
                text(headers, DeadLetterHeaders.REASON),
                origin.toString(),
                origin,
                Instant.ofEpochMilli(Long.parseLong(text(headers, DeadLetterHeaders.TIMESTAMP))),
                text(headers, DeadLetterHeaders.TASK),
                text(headers, DeadLetterHeaders.GENERATION),
                key == null || key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY) + "...",
                shown(headers.lastHeader("content-type")),
                value != null ? value.length : bytes == null ? 0 : Long.parseLong(bytes),
                value != null,
                originals(headers));
    }

    private static ErrorCode code(String name) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.name().equals(name))
                .findAny()
                .orElse(ErrorCode.INTERNAL);
    }

    private static Map<String, String> originals(Headers headers) {
        Map<String, String> shown = new TreeMap<>();
        for (Header header : headers) {
            String name = header.key();
            if (!name.startsWith(DeadLetterHeaders.PREFIX)
                    && name.length() <= LONGEST_HEADER
                    && shown.size() < MOST_HEADERS) {
                shown.put(name, Objects.requireNonNullElse(shown(header), ""));
            }
        }
        return shown;
    }

    private static @Nullable String shown(@Nullable Header header) {
        if (header == null || header.value() == null) {
            return null;
        }
        byte[] value = header.value();
        String text = new String(value, 0, Math.min(value.length, LONGEST_HEADER), StandardCharsets.UTF_8);
        return value.length <= LONGEST_HEADER ? text : text + "...";
    }

    private static String text(Headers headers, String name) {
        return Objects.requireNonNullElse(DeadLetterHeaders.text(headers, name), "");
    }
}
