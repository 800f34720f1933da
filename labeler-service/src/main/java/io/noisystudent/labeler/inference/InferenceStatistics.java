package io.noisystudent.labeler.inference;

import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts and times requests by version, since the start. Thread-safe. */
public final class InferenceStatistics {
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<Integer, OfVersion> versions = new ConcurrentSkipListMap<>();

    /** What takes time. */
    private enum Part {
        SUCCESS,
        FAIL,
        QUEUE,
        INPUT,
        INFER,
        OUTPUT
    }

    /** @param nanoTime as {@link System#nanoTime} */
    public InferenceStatistics(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Begins to time a request for a version. */
    Request begin(int version) {
        OfVersion counts = versions.computeIfAbsent(version, number -> new OfVersion());
        counts.begin(clock.millis());
        return new Request(counts);
    }

    /** All versions, or with a number this one; zeros for a version that was not asked. */
    StatisticsResponse of(String model, @Nullable Integer version) {
        if (version != null) {
            OfVersion counts = versions.getOrDefault(version, new OfVersion());
            return new StatisticsResponse(List.of(counts.shown(model, version)));
        }
        return new StatisticsResponse(versions.entrySet().stream()
                .map(entry -> entry.getValue().shown(model, entry.getKey()))
                .toList());
    }

    /** Times one request; its parts follow each other. Used by one thread. */
    final class Request {
        private final OfVersion counts;
        private final Map<Part, Long> parts = new EnumMap<>(Part.class);
        private final long start = nanoTime.getAsLong();
        private long last = start;
        private long batches;
        private boolean succeeded;

        private Request(OfVersion counts) {
            this.counts = counts;
        }

        void decoded() {
            note(Part.INPUT);
        }

        void waited() {
            note(Part.QUEUE);
        }

        void classified() {
            note(Part.INFER);
            batches++;
        }

        /** The answer is formed. */
        void succeed(int images) {
            note(Part.OUTPUT);
            parts.put(Part.SUCCESS, last - start);
            succeeded = true;
            counts.add(parts, images, batches);
        }

        /** The request is over; as a failure unless it succeeded. */
        void end() {
            if (!succeeded) {
                counts.add(Map.of(Part.FAIL, nanoTime.getAsLong() - start), 0, 0);
            }
        }

        private void note(Part part) {
            long now = nanoTime.getAsLong();
            parts.merge(part, now - last, Long::sum);
            last = now;
        }
    }

    private static final class OfVersion {
        private final Map<Part, StatisticsResponse.Duration> times = new EnumMap<>(Part.class);
        private long last;
        private long images;
        private long batches;

        synchronized void begin(long now) {
            last = now;
        }

        synchronized void add(Map<Part, Long> nanos, long classified, long executed) {
            nanos.forEach((part, took) -> times.put(
                    part,
                    new StatisticsResponse.Duration(
                            time(part).count() + 1, time(part).ns() + took)));
            images += classified;
            batches += executed;
        }

        private StatisticsResponse.Duration time(Part part) {
            return times.getOrDefault(part, new StatisticsResponse.Duration(0, 0));
        }

        synchronized StatisticsResponse.OfVersion shown(String model, int version) {
            return new StatisticsResponse.OfVersion(
                    model,
                    Integer.toString(version),
                    last,
                    images,
                    batches,
                    new StatisticsResponse.Times(
                            time(Part.SUCCESS),
                            time(Part.FAIL),
                            time(Part.QUEUE),
                            time(Part.INPUT),
                            time(Part.INFER),
                            time(Part.OUTPUT)),
                    List.of());
        }
    }
}
