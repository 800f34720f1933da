package io.noisystudent.contracts.random;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SplitMix64Test {
    @Test
    void shouldGiveThePublishedNumbers() {
        SplitMix64 random = new SplitMix64(1234567);

        assertThat(LongStream.generate(random::nextLong).limit(5).mapToObj(Long::toUnsignedString))
                .containsExactly(
                        "6457827717110365317",
                        "3203168211198807973",
                        "9817491932198370423",
                        "4593380528125082431",
                        "16408922859458223821");
    }

    @Test
    void shouldGiveTheNumbersOfTheJdk() {
        for (long seed : new long[] {0, 1, -1, Long.MIN_VALUE, 0x123456789ABCDEFL}) {
            SplitMix64 random = new SplitMix64(seed);
            SplittableRandom expected = new SplittableRandom(seed);

            assertThat(SplitMix64.first(seed)).isEqualTo(new SplittableRandom(seed).nextLong());
            for (int i = 0; i < 100; i++) {
                assertThat(random.nextLong()).isEqualTo(expected.nextLong());
                assertThat(random.nextDouble()).isEqualTo(expected.nextDouble());
            }
        }
    }

    @Test
    void shouldStartAgain() {
        SplitMix64 random = new SplitMix64(7);
        long first = random.nextLong();

        random.reseed(7);

        assertThat(random.nextLong()).isEqualTo(first).isEqualTo(SplitMix64.first(7));
    }
}
