package io.noisystudent.teacher.web;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.teacher.deadletter.DeadLetterFilter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what a request asks for; refuses with {@code BAD_QUERY}, and with the value. */
final class LetterQuery {
    static final int MOST = 100;
    private static final int DEFAULT = 50;

    private LetterQuery() {}

    static DeadLetterFilter filter(
            String pipeline,
            @Nullable String code,
            @Nullable String topic,
            @Nullable String from,
            @Nullable String to) {
        return new DeadLetterFilter(code(code), topic(pipeline, topic), instant("from", from), instant("to", to));
    }

    static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT;
        }
        try {
            return limit(Integer.valueOf(text));
        } catch (NumberFormatException e) {
            throw refused("limit", "'" + text + "' is no number; ask for 1 to " + MOST);
        }
    }

    static int limit(@Nullable Integer limit) {
        if (limit == null) {
            return DEFAULT;
        }
        if (limit < 1 || limit > MOST) {
            throw refused("limit", limit + " is not 1 to " + MOST + "; go on with 'next' as the cursor");
        }
        return limit;
    }

    private static @Nullable ErrorCode code(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.name().equals(name))
                .findAny()
                .orElseThrow(() -> refused("code", "'" + name + "' is no code; docs/errors.md lists them"));
    }

    private static @Nullable String topic(String pipeline, @Nullable String topic) {
        return topic == null || topic.startsWith(pipeline + ".") ? topic : pipeline + "." + topic;
    }

    private static @Nullable Instant instant(String name, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw refused(name, "'" + text + "' is no time as in 2026-01-31T10:15:00Z");
        }
    }

    private static NoisyStudentException refused(String name, String message) {
        return new NoisyStudentException(ErrorCode.BAD_QUERY, name, message);
    }
}
