package io.noisystudent.contracts.event;

import io.noisystudent.contracts.log.LogRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What is wrong with the two data logs, as far as the generations show it.
 *
 * @param missing ranges that a generation names and that the log no longer has
 * @param scatteredKeys keys in more than one partition, as the newest training found them; corrections and deletions
 *     miss them
 */
public record DataReview(List<LogRange> missing, int scatteredKeys) {
    public static final DataReview NONE = new DataReview(List.of(), 0);

    public DataReview {
        missing = List.copyOf(missing);
    }

    /**
     * Compares what generations learned from with what is there.
     *
     * @param generations oldest first
     * @param logs everything that the data logs hold now, one range per partition
     */
    public static DataReview of(Collection<GenerationState> generations, List<LogRange> logs) {
        List<LogRange> missing = new ArrayList<>();
        for (LogRange log : logs) {
            long first = named(generations, log).mapToLong(LogRange::from).min().orElse(log.from());
            long end = named(generations, log).mapToLong(LogRange::to).max().orElse(first);
            if (Math.min(end, log.from()) > first) {
                missing.add(new LogRange(log.topic(), log.partition(), first, Math.min(end, log.from())));
            }
        }
        int scattered = generations.stream()
                .filter(state -> !state.plan().control())
                .flatMap(state -> state.students().stream().limit(1))
                .map(student -> student.report().scatteredKeys())
                .filter(Objects::nonNull)
                .reduce(0, (before, newest) -> newest);
        return new DataReview(missing, scattered);
    }

    private static Stream<LogRange> named(Collection<GenerationState> generations, LogRange log) {
        return generations.stream()
                .flatMap(state -> Stream.concat(state.plan().labeled().stream(), state.plan().unlabeled().stream()))
                .filter(range -> range.topic().equals(log.topic()) && range.partition() == log.partition());
    }

    /** Offsets in the missing ranges. */
    public long missingRecords() {
        return missing.stream().mapToLong(LogRange::length).sum();
    }

    /** One line for a person about each kind of fault. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!missing.isEmpty()) {
            warnings.add("generations learned from " + missingRecords() + " records that are gone ("
                    + String.join(", ", missing.stream().map(LogRange::toString).toList())
                    + "): retention or a deletion removed them, and later generations do without");
        }
        if (scatteredKeys > 0) {
            warnings.add(scatteredKeys + " keys are in more than one partition, where corrections and deletions miss "
                    + "them: producers choose partitions differently (for librdkafka set "
                    + "partitioner=murmur2_random), or the topic was given more partitions");
        }
        return warnings;
    }
}
