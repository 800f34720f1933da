package io.noisystudent.contracts.sample;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The header by which a record says that it is an earlier one of its partition, sent again.
 *
 * <p>It stands for the original: {@link LatestByKey} never counts both, and a replay never replaces what was sent after
 * the original.
 */
public final class ReplayedFrom {
    public static final String HEADER = "noisystudent-replayed-from";

    private static final Pattern POSITION = Pattern.compile("(.{1,255})-(\\d{1,9})@(\\d{1,18})");

    private ReplayedFrom() {}

    /** What the header says of a position. */
    public static String position(String topic, int partition, long offset) {
        return topic + "-" + partition + "@" + offset;
    }

    /** Offset of the original; empty unless the record names an earlier one of its own partition. */
    public static OptionalLong offset(ConsumerRecord<byte[], byte[]> record) {
        String text = Headers.text(record, HEADER);
        if (text == null) {
            return OptionalLong.empty();
        }
        Matcher position = POSITION.matcher(text);
        if (!position.matches()
                || !position.group(1).equals(record.topic())
                || Integer.parseInt(position.group(2)) != record.partition()) {
            return OptionalLong.empty();
        }
        long offset = Long.parseLong(position.group(3));
        return offset < record.offset() ? OptionalLong.of(offset) : OptionalLong.empty();
    }
}
