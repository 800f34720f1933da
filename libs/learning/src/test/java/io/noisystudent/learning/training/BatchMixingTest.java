package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.random.SplitMix64;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The mixed images are those of timm 1.0; {@code vectors.py} beside them makes them. */
class BatchMixingTest {
    private static final ImageShape SHAPE = new ImageShape(4, 5, 1);
    private static final Plan FOUR = plan(4, 0);
    private static final Noise.Mix BOTH = new Noise.Mix(1, 1, 1, 0.5);

    @Test
    void shouldMixUpAsTimmDoes() throws IOException {
        // Given
        byte[][] images = rows("images");
        BatchMixing mixing = new BatchMixing(BOTH, SHAPE);

        // When
        mixing.add(row -> ByteBuffer.wrap(images[row]), 0, 3, 0.3);
        mixing.add(row -> ByteBuffer.wrap(images[row]), 1, 2, 0.3);

        // Then
        assertThat(images).isDeepEqualTo(rows("mixup"));
    }

    @ParameterizedTest
    @CsvSource({"cutmix-corner, 0.5, 0, 4, 0.9", "cutmix-middle, 0.3, 2, 2, 0.4", "cutmix-edge, 0.75, 3, 0, 0.9"})
    void shouldCutAsTimmDoes(String file, double share, int centerY, int centerX, double corrected) throws IOException {
        // Given
        byte[][] images = rows("images");

        // When
        double left =
                new BatchMixing(BOTH, SHAPE).cut(row -> ByteBuffer.wrap(images[row]), FOUR, 1, share, centerY, centerX);

        // Then
        assertThat(images).isDeepEqualTo(rows(file));
        assertThat(left).isCloseTo(corrected, within(1e-12));
    }

    /** Two labeled and four pseudo-labeled rows in two parts: labeled rows stay alone, the others in their part. */
    @Test
    void shouldMixRowsOfOneKindAndOnePartAlone() {
        // Given
        byte[][] images = new byte[6][SHAPE.bytes()];
        for (int i = 0; i < images.length; i++) {
            Arrays.fill(images[i], (byte) (10 * (i + 1)));
        }

        // When
        new BatchMixing(BOTH, SHAPE).cut(row -> ByteBuffer.wrap(images[row]), plan(2, 4), 2, 0, 2, 2);

        // Then: the whole image is the partner's, as far as it lies in the rectangle
        assertThat(images[0][7]).isEqualTo((byte) 10);
        assertThat(images[1][7]).isEqualTo((byte) 20);
        assertThat(images[2][7]).isEqualTo((byte) 40);
        assertThat(images[3][7]).isEqualTo((byte) 30);
        assertThat(images[4][7]).isEqualTo((byte) 60);
        assertThat(images[5][7]).isEqualTo((byte) 50);
    }

    @Test
    void shouldMixAsOftenAsAskedAndByTheSeedAlone() throws IOException {
        // Given
        BatchMixing mixing = new BatchMixing(new Noise.Mix(1, 1, 0.25, 0.5), SHAPE);
        byte[][] images = rows("images");
        byte[][] again = rows("images");
        int mixed = 0;

        // When
        for (int seed = 0; seed < 1000; seed++) {
            double share = mixing.apply(row -> ByteBuffer.wrap(images[row]), FOUR, 1, seed);
            mixed += share < 1 ? 1 : 0;
            new BatchMixing(new Noise.Mix(1, 1, 0.25, 0.5), SHAPE)
                    .apply(row -> ByteBuffer.wrap(again[row]), FOUR, 1, seed);
        }

        // Then
        assertThat(mixed).isBetween(200, 290);
        assertThat(images).isDeepEqualTo(again);
    }

    /** Mean 1/2 and variance 1 / (4 (2 alpha + 1)). */
    @ParameterizedTest
    @CsvSource({"0.05", "0.2", "0.8", "1", "2.5", "4"})
    void shouldDrawSharesOfTheBetaDistribution(double alpha) {
        // Given
        SplitMix64 random = new SplitMix64(5);
        Beta beta = new Beta(alpha);
        int count = 20_000;
        double sum = 0;
        double squares = 0;
        double fourth = 0;

        // When
        for (int i = 0; i < count; i++) {
            double share = beta.draw(random);
            assertThat(share).isBetween(0.0, 1.0);
            sum += share;
            squares += Math.pow(share - 0.5, 2);
            fourth += Math.pow(share - 0.5, 4);
        }

        // Then
        double variance = 1 / (4 * (2 * alpha + 1));
        assertThat(sum / count).isCloseTo(0.5, within(0.01));
        assertThat(squares / count).isCloseTo(variance, within(0.01 * 0.5));
        assertThat(fourth / count / (variance * variance)).isCloseTo(3 - 6 / (2 * alpha + 3), within(0.1));
    }

    private static Plan plan(int labeled, int pseudoLabeled) {
        return new Plan(1, 1, labeled, pseudoLabeled, step -> 0);
    }

    private static byte[][] rows(String name) throws IOException {
        try (InputStream in = requireNonNull(BatchMixingTest.class.getResourceAsStream("/mixing/" + name + ".txt"))) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            byte[][] rows = new byte[lines.size()][SHAPE.bytes()];
            for (int i = 0; i < rows.length; i++) {
                int[] pixels = Stream.of(lines.get(i).split(" ", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray();
                for (int k = 0; k < pixels.length; k++) {
                    rows[i][k] = (byte) pixels[k];
                }
            }
            return rows;
        }
    }
}
