package io.noisystudent.bench;

import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.bench.statistics.NotMeasuredException;
import io.noisystudent.bench.statistics.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SideBySideTest {
    private final List<String> order = new ArrayList<>();

    @Test
    void shouldTakeTurnsAndGoBackwardsEverySecondRoundAfterOneThatDoesNotCount() throws Exception {
        // When
        List<Series> series = new SideBySide(3, 1000).measure(List.of(contender("a"), contender("b"), contender("c")));

        // Then
        assertThat(String.join("", order)).isEqualTo("abc" + "abc" + "cba" + "abc");
        assertThat(series).extracting(Series::name).containsExactly("a", "b", "c");
        assertThat(series.get(0).rounds()).extracting(Measurement::units).containsExactly(4.0, 9.0, 10.0);
    }

    @Test
    void shouldGoOnWithoutARefusedContender() throws Exception {
        // Given
        Contender refused = new Contender("no", () -> {
            order.add("x");
            throw new NotMeasuredException("no such program");
        });

        // When
        List<Series> series = new SideBySide(3, 1000).measure(List.of(refused, contender("a")));

        // Then
        assertThat(String.join("", order)).isEqualTo("xaaaa");
        assertThat(series.get(0)).isEqualTo(Series.refused("no", "no such program"));
        assertThat(series.get(1).rounds()).hasSize(3);
    }

    @Test
    void shouldBeginNoMoreRoundWhenTheTimeIsUp() throws Exception {
        // Given a clock that goes on a second each time it is asked
        AtomicLong clock = new AtomicLong();
        SideBySide bench = new SideBySide(100, 3.5, () -> clock.getAndAdd(1_000_000_000L));

        // When
        List<Series> series = bench.measure(List.of(contender("a")));

        // Then
        assertThat(series.get(0).rounds()).hasSize(SideBySide.FEWEST_ROUNDS + 3);
    }

    @Test
    void shouldTakeThreeRoundsHoweverLongTheyLast() throws Exception {
        assertThat(new SideBySide(100, 0)
                        .measure(List.of(contender("a")))
                        .get(0)
                        .rounds())
                .hasSize(SideBySide.FEWEST_ROUNDS);
    }

    /** Its units are its place in the order. */
    private Contender contender(String name) {
        return new Contender(name, () -> {
            order.add(name);
            return new Measurement(order.size(), 1, 1);
        });
    }
}
