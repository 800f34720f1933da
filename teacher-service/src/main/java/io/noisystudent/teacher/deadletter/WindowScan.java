package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.kafka.log.LogRangeReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a window of the dead-letter topic: backwards in small pieces, until enough was read. Keeps no values. Not
 * thread-safe.
 */
final class WindowScan {
    private final LogRangeReader reader;
    private final Limits limits;
    private final Sightings sightings = new Sightings();
    private long bytes;

    /**
     * When a window is large enough.
     *
     * @param piece offsets that are read at once
     * @param offsets read at most
     * @param records different ones, at most, which are held in memory
     * @param bytes read at most
     */
    record Limits(int piece, int offsets, int records, long bytes, Duration time) {
        static final Limits DEFAULT = new Limits(500, 20_000, 2_000, 512L << 20, Duration.ofSeconds(10));
    }

    WindowScan(LogRangeReader reader, Limits limits) {
        this.reader = reader;
        this.limits = limits;
    }

    Sightings sightings() {
        return sightings;
    }

    /**
     * Reads a window that was chosen before, by this or another instance.
     *
     * @throws NoisyStudentException {@code BAD_QUERY} if no scan chooses so large a window, {@code TOO_BUSY} if it takes
     *     much longer than when it was chosen
     */
    void again(List<LogRange> window) {
        long length = window.stream().mapToLong(LogRange::length).sum();
        if (length > limits.offsets() + (long) limits.piece() * window.size()) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_QUERY, "cursor", "is not a cursor; send 'next' of the page before as it is");
        }
        long start = System.nanoTime();
        for (LogRange range : window) {
            for (long from = range.from(); from < range.to(); from += limits.piece()) {
                if (System.nanoTime() - start > 2 * limits.time().toNanos()) {
                    throw new NoisyStudentException(
                            ErrorCode.TOO_BUSY, range.toString(), "was not read in time; ask again later");
                }
                read(new LogRange(range.topic(), range.partition(), from, Math.min(range.to(), from + limits.piece())));
            }
        }
    }

    /**
     * Chooses and reads the window that ends where the empty ranges {@code ends} stand.
     *
     * @param log what there is
     * @return the window; it begins where the log does, or where enough was read
     */
    List<LogRange> back(List<LogRange> ends, List<LogRange> log) {
        long start = System.nanoTime();
        Map<Integer, LogRange> window = new TreeMap<>();
        ends.forEach(end -> window.put(end.partition(), end));
        int offsets = 0;
        boolean more = true;
        while (more
                && offsets < limits.offsets()
                && System.nanoTime() - start < limits.time().toNanos()) {
            more = false;
            for (LogRange all : log) {
                LogRange soFar = window.get(all.partition());
                if (soFar != null && soFar.from() > all.from() && hasRoom()) {
                    long from = Math.max(all.from(), soFar.from() - limits.piece());
                    read(new LogRange(all.topic(), all.partition(), from, soFar.from()));
                    offsets += (int) (soFar.from() - from);
                    window.put(all.partition(), new LogRange(all.topic(), all.partition(), from, soFar.to()));
                    more = true;
                }
            }
        }
        return new ArrayList<>(window.values());
    }

    private boolean hasRoom() {
        return sightings.size() < limits.records() && bytes < limits.bytes();
    }

    private void read(LogRange range) {
        reader.read(range, record -> {
            bytes += Math.max(0, record.serializedValueSize());
            if (sightings.size() < limits.records() + limits.piece()) {
                EntryDecoder.decode(record).ifPresent(sightings::add);
            }
        });
    }
}
