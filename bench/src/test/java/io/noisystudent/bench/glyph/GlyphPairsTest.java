package io.noisystudent.bench.glyph;

import io.noisystudent.learning.training.LabeledSamples;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GlyphPairsTest {
    private static final int SIZE = 16;
    private static final int CLASSES = 20;
    private static final int IMAGES = 30;

    @Test
    void shouldDrawPartnersThatAreNearest() {
        double[][] means = means(new GlyphPairs(CLASSES, SIZE, 1).images(IMAGES, 2));

        long nearest = IntStream.range(0, CLASSES)
                .filter(k -> IntStream.range(0, CLASSES)
                        .filter(other -> other / 2 != k / 2)
                        .allMatch(other ->
                                distance(means[k], means[other]) > distance(means[k], means[GlyphPairs.partner(k)])))
                .count();

        assertThat(nearest).isGreaterThanOrEqualTo(CLASSES - 2);
    }

    @Test
    void shouldDependOnNothingButItsSeeds() {
        GlyphPairs glyphs = new GlyphPairs(4, SIZE, 1);
        assertThat(pixels(new GlyphPairs(4, SIZE, 1).images(3, 2))).isEqualTo(pixels(glyphs.images(3, 2)));
        assertThat(pixels(glyphs.images(3, 3))).isNotEqualTo(pixels(glyphs.images(3, 2)));
        assertThat(pixels(new GlyphPairs(4, SIZE, 2).images(3, 2))).isNotEqualTo(pixels(glyphs.images(3, 2)));
        assertThat(glyphs.images(2, 1).labels()).containsExactly(0, 0, 1, 1, 2, 2, 3, 3);
        assertThat(glyphs.classes()).containsExactly("glyph-0", "glyph-1", "glyph-2", "glyph-3");
        assertThatThrownBy(() -> new GlyphPairs(3, SIZE, 1)).hasMessageContaining("even");
    }

    private static byte[] pixels(LabeledSamples samples) {
        ByteBuffer pixels =
                ByteBuffer.allocate(samples.size() * samples.images().shape().bytes());
        for (int i = 0; i < samples.size(); i++) {
            samples.images().read(i, pixels);
        }
        return pixels.array();
    }

    private static double[][] means(LabeledSamples samples) {
        double[][] means = new double[CLASSES][SIZE * SIZE];
        byte[] pixels = pixels(samples);
        for (int i = 0; i < pixels.length; i++) {
            means[samples.labels()[i / (SIZE * SIZE)]][i % (SIZE * SIZE)] += (pixels[i] & 255) / (double) IMAGES;
        }
        return means;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
