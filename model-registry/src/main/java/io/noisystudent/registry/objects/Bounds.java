package io.noisystudent.registry.objects;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogRange;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much clients may write into what is kept: it stays in memory, and nothing is ever taken out. Every method throws
 * {@code BAD_REQUEST} that names what is too much.
 */
public final class Bounds {
    /** Characters of a name that is shown but becomes no part of a key. */
    public static final int NAME = 200;

    /** Characters of a key of a map. MLflow has the same. */
    public static final int KEY = 250;

    /** Characters of a value of a map. */
    public static final int VALUE = 5000;

    private static final int RANGES = 4096;

    /** No partition gets so far, and as many ranges as are kept add up to no overflow. */
    private static final long OFFSET = 1L << 50;

    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private Bounds() {}

    /** Requires a text of at most so many characters. */
    public static void text(String subject, String text, int most) {
        characters(subject, text.length(), most);
    }

    /** Requires at most so many characters, of one text or of several. */
    public static void characters(String subject, long count, int most) {
        if (count > most) {
            throw refuse(subject, "it has " + count + " characters; at most " + most + " are kept; shorten it");
        }
    }

    /** Requires at most so many items. */
    public static void count(String subject, Collection<?> items, int most) {
        if (items.size() > most) {
            throw refuse(subject, "it has " + items.size() + " items; at most " + most + " are kept; leave some out");
        }
    }

    /** Requires keys of 1 to {@link #KEY} characters, none of them a control character, and values of at most {@link #VALUE}. */
    public static void entries(String subject, Map<String, ? extends @Nullable String> entries) {
        entries.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > KEY || key.chars().anyMatch(Character::isISOControl)) {
                throw refuse(
                        subject,
                        "a key has " + key.length() + " characters; 1 to " + KEY
                                + " without control characters are needed; rename it");
            }
            if (value != null) {
                text(subject + "." + key, value, VALUE);
            }
        });
    }

    /** Requires few ranges, of possible topics. */
    public static void ranges(String subject, List<LogRange> ranges) {
        count(subject, ranges, RANGES);
        for (LogRange range : ranges) {
            if (!TOPIC.matcher(range.topic()).matches()) {
                throw refuse(subject, "a topic has 1 to 249 characters a-z, A-Z, 0-9, '.', '_', '-'; correct it");
            }
            if (range.to() > OFFSET) {
                throw refuse(subject, range + " ends beyond offset " + OFFSET + ", which no log has; correct it");
            }
        }
    }

    private static NoisyStudentException refuse(String subject, String why) {
        return new NoisyStudentException(ErrorCode.BAD_REQUEST, subject, why);
    }
}
