package io.noisystudent.learning.training;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DataOrderTest {
    @Test
    void shouldVisitEveryRowOnceInEveryPass() {
        // Given
        ShuffledPasses passes = new ShuffledPasses(10, 1);

        // When batches of 4 straddle the passes
        int[] rows = IntStream.range(0, 10)
                .flatMap(step -> Arrays.stream(passes.rows(4L * step, 4)))
                .toArray();

        // Then
        for (int pass = 0; pass < 4; pass++) {
            assertThat(Arrays.copyOfRange(rows, 10 * pass, 10 * pass + 10))
                    .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }
        assertThat(Arrays.copyOfRange(rows, 0, 10)).isNotEqualTo(Arrays.copyOfRange(rows, 10, 20));
    }

    @Test
    void shouldGiveTheSameRowsFromTheMiddle() {
        int[] fromTheStart = new ShuffledPasses(7, 3).rows(0, 40);

        assertThat(new ShuffledPasses(7, 3).rows(25, 15)).isEqualTo(Arrays.copyOfRange(fromTheStart, 25, 40));
        assertThat(new ShuffledPasses(7, 4).rows(0, 40)).isNotEqualTo(fromTheStart);
    }

    @Test
    void shouldDeriveUnrelatedSeeds() {
        long[] seeds = IntStream.range(0, 100)
                .boxed()
                .flatMap(a -> IntStream.range(0, 100).mapToObj(b -> Seeds.mix(1, a, b)))
                .mapToLong(Long::longValue)
                .toArray();

        assertThat(Arrays.stream(seeds).distinct().count()).isEqualTo(10_000);
        assertThat(Arrays.stream(seeds).map(Long::bitCount).average().orElseThrow())
                .isBetween(31.8, 32.2);
    }

    @Test
    void shouldDeriveTheSameSeedsInEveryRelease() {
        assertThat(Seeds.mix(42)).isEqualTo(42);
        assertThat(Seeds.mix(42, 0)).isEqualTo(-4_767_286_540_954_276_203L);
        assertThat(Seeds.mix(1, 2, 3)).isEqualTo(1_072_907_043_932_612_987L);
    }
}
