package io.noisystudent.contracts.sample;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** The texts around a record's value: its key and headers. */
final class Headers {
    private static final int LONGEST_SHOWN = 80;

    private Headers() {}

    /** The last header of this name; null if there is none. */
    static @Nullable String text(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Whether there are several headers of this name, and not all say the same. */
    static boolean differ(ConsumerRecord<byte[], byte[]> record, String name) {
        byte[] first = null;
        for (Header header : record.headers().headers(name)) {
            byte[] value = header.value() == null ? new byte[0] : header.value();
            if (first != null && !Arrays.equals(first, value)) {
                return true;
            }
            first = value;
        }
        return false;
    }

    /**
     * The sample id: UTF-8 text, or {@code 0x} and hexadecimal digits when the bytes are none (numbers as keys), so that
     * different keys stay different; null if there is no key.
     */
    static @Nullable String key(byte @Nullable [] key) {
        if (key == null || key.length == 0) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
        } catch (CharacterCodingException e) {
            return "0x" + HexFormat.of().formatHex(key);
        }
    }

    /** A foreign text as it may stand in a message: short. */
    static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }
}
