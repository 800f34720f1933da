package io.noisystudent.bench.statistics;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The rounds of one contender; the n-th round of every contender of a comparison was taken in the same minute.
 *
 * @param refusal why there are no rounds; empty if there are some
 */
public record Series(String name, List<Measurement> rounds, String refusal) {
    public Series {
        rounds = List.copyOf(rounds);
    }

    public static Series measured(String name, List<Measurement> rounds) {
        return new Series(name, rounds, "");
    }

    public static Series refused(String name, String reason) {
        return new Series(name, List.of(), reason);
    }

    public boolean isMeasured() {
        return !rounds.isEmpty();
    }

    /** Units per second. */
    public Estimate rate() {
        return estimate(Measurement::rate);
    }

    /** CPU-seconds per unit. */
    public Estimate cpuPerUnit() {
        return estimate(Measurement::cpuPerUnit);
    }

    /** Of the rates, round by round: what disturbed both does not count. */
    public Estimate ratioTo(Series base) {
        return ratio(base, Measurement::rate);
    }

    /** Of the units per CPU-second, round by round: what other processes took does not count. */
    public Estimate cpuRatioTo(Series base) {
        return ratio(base, round -> 1 / round.cpuPerUnit());
    }

    /** The same rounds in another unit. */
    public Series scaled(String otherName, double factor) {
        return new Series(
                otherName,
                rounds.stream()
                        .map(round -> new Measurement(round.units() * factor, round.seconds(), round.cpuSeconds()))
                        .toList(),
                refusal);
    }

    private Estimate estimate(ToDoubleFunction<Measurement> value) {
        return Estimate.of(rounds.stream().mapToDouble(value).toArray());
    }

    private Estimate ratio(Series base, ToDoubleFunction<Measurement> value) {
        if (rounds.size() != base.rounds.size()) {
            throw new IllegalArgumentException(name + " has " + rounds.size() + " rounds, " + base.name + " has "
                    + base.rounds.size() + ": they were not taken together");
        }
        return Estimate.of(IntStream.range(0, rounds.size())
                .mapToDouble(i -> value.applyAsDouble(rounds.get(i)) / value.applyAsDouble(base.rounds.get(i)))
                .toArray());
    }
}
