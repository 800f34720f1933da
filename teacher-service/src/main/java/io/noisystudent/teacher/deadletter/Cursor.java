package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a list goes on. A list is read in windows, from the end of the log backwards, and a window page by page.
 *
 * @param window per partition, what is read for a page; empty ranges say that the window is still to be chosen, and
 *     ends where they stand
 * @param skip records of the window that earlier pages had
 */
record Cursor(List<LogRange> window, int skip) {
    private static final int LONGEST = 4_000;
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9}):(\\d{1,18})-(\\d{1,18})");

    Cursor {
        window = List.copyOf(window);
    }

    /** A list that begins at the end of what there is now. */
    static Cursor atEnd(List<LogRange> log) {
        return new Cursor(
                log.stream()
                        .map(all -> new LogRange(all.topic(), all.partition(), all.to(), all.to()))
                        .toList(),
                0);
    }

    /** The window before this one. */
    Cursor before() {
        return new Cursor(
                window.stream()
                        .map(range -> new LogRange(range.topic(), range.partition(), range.from(), range.from()))
                        .toList(),
                0);
    }

    /** The same window, further on. */
    Cursor after(int records) {
        return new Cursor(window, skip + records);
    }

    boolean isChosen() {
        return window.stream().anyMatch(range -> !range.isEmpty());
    }

    /** Without what the log no longer has or never had. */
    Cursor within(List<LogRange> log) {
        List<LogRange> known = new ArrayList<>();
        for (LogRange range : window) {
            for (LogRange all : log) {
                if (all.partition() == range.partition()) {
                    long from = Math.min(Math.max(range.from(), all.from()), all.to());
                    known.add(new LogRange(
                            all.topic(), all.partition(), from, Math.max(from, Math.min(range.to(), all.to()))));
                }
            }
        }
        return new Cursor(known, skip);
    }

    String write() {
        String text = window.stream()
                .map(range -> range.partition() + ":" + range.from() + "-" + range.to())
                .collect(Collectors.joining(",", "", "+" + skip));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    static Cursor parse(String topic, String written) {
        try {
            if (written.length() > LONGEST) {
                throw new IllegalArgumentException("too long");
            }
            String text = new String(Base64.getUrlDecoder().decode(written), StandardCharsets.US_ASCII);
            int plus = text.lastIndexOf('+');
            List<LogRange> window = new ArrayList<>();
            for (String part : text.substring(0, Math.max(0, plus)).split(",", -1)) {
                Matcher range = RANGE.matcher(part);
                if (!range.matches()) {
                    throw new IllegalArgumentException("no range: " + part);
                }
                window.add(new LogRange(
                        topic,
                        Integer.parseInt(range.group(1)),
                        Long.parseLong(range.group(2)),
                        Long.parseLong(range.group(3))));
            }
            return new Cursor(window, skip(text.substring(plus + 1)));
        } catch (IllegalArgumentException e) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_QUERY, "cursor", "is not a cursor; send 'next' of the page before as it is", e);
        }
    }

    private static int skip(String text) {
        int skip = Integer.parseInt(text);
        if (skip < 0) {
            throw new IllegalArgumentException("negative: " + skip);
        }
        return skip;
    }
}
