package io.noisystudent.bench;

import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.bench.statistics.NotMeasuredException;
import io.noisystudent.bench.statistics.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Measures contenders in turn, so that whatever else the machine does meets all of them alike.
 *
 * <p>Every second round goes backwards, and a first round of each is not counted: it warms up compilers and caches.
 */
final class SideBySide {
    /** Below it a median says nothing. */
    static final int FEWEST_ROUNDS = 3;

    private static final double NANOSECONDS = 1e9;

    private final int rounds;
    private final double seconds;
    private final LongSupplier nanoTime;

    /**
     * @param rounds as many, or fewer if they take too long
     * @param seconds after which no more round begins, once there are {@value #FEWEST_ROUNDS}
     */
    SideBySide(int rounds, double seconds) {
        this(rounds, seconds, System::nanoTime);
    }

    SideBySide(int rounds, double seconds, LongSupplier nanoTime) {
        this.rounds = rounds;
        this.seconds = seconds;
        this.nanoTime = nanoTime;
    }

    /** Measures all; one that is refused in the first round is left out of the others. */
    List<Series> measure(List<Contender> contenders) throws Exception {
        long start = nanoTime.getAsLong();
        List<String> refusals = new ArrayList<>();
        List<List<Measurement>> taken = new ArrayList<>();
        for (Contender contender : contenders) {
            refusals.add(warmUp(contender));
            taken.add(new ArrayList<>());
        }
        for (int round = 0; round < rounds; round++) {
            if (round >= FEWEST_ROUNDS && (nanoTime.getAsLong() - start) / NANOSECONDS > seconds) {
                break;
            }
            for (int i : order(contenders.size(), round)) {
                if (refusals.get(i).isEmpty()) {
                    taken.get(i).add(contenders.get(i).round().take());
                }
            }
        }
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < contenders.size(); i++) {
            series.add(new Series(contenders.get(i).name(), taken.get(i), refusals.get(i)));
        }
        return series;
    }

    /** Gives the reason if it is refused, else nothing. */
    private static String warmUp(Contender contender) throws Exception {
        try {
            contender.round().take();
            return "";
        } catch (NotMeasuredException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static List<Integer> order(int contenders, int round) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < contenders; i++) {
            order.add(round % 2 == 0 ? i : contenders - 1 - i);
        }
        return order;
    }
}
