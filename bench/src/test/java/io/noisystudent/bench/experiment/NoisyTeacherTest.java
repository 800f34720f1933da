package io.noisystudent.bench.experiment;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.learning.training.InMemorySamples;
import io.noisystudent.learning.training.SampleSource;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class NoisyTeacherTest {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 1);
    private static final int IMAGES = 70;
    private static final Graph TEACHER = Networks.build("resnet-8", SHAPE, List.of("a", "b", "c"), 1);
    private static final Noise NONE = new Noise(null, 0, false, 0, 0, 0, 0);

    private final SampleSource images = images();

    @Test
    void shouldGiveEachImageADistribution() {
        float[][] labels = label(new Noise(null, 2, true, 2, 0, 0.2, 0.2), 1);

        assertThat(labels).hasDimensions(IMAGES, 3);
        for (float[] row : labels) {
            assertThat(row[0] + row[1] + row[2]).isCloseTo(1, within(1e-5f));
        }
    }

    @Test
    void shouldSeeImageNoiseAndNetworkNoise() {
        float[][] without = label(NONE, 1);

        assertThat(label(NONE, 2)).isDeepEqualTo(without);
        assertThat(label(new Noise(null, 2, false, 0, 0, 0, 0), 1)[0]).isNotEqualTo(without[0]);
        assertThat(label(new Noise(null, 0, false, 0, 0, 0.5, 0), 1)[0]).isNotEqualTo(without[0]);
        assertThat(label(new Noise(null, 0, false, 0, 0, 0, 0.5), 1)[0]).isNotEqualTo(without[0]);
    }

    @Test
    void shouldGiveTheSameLabelsForTheSameSeed() {
        Noise noise = new Noise(null, 2, true, 2, 0, 0.2, 0.2);

        assertThat(label(noise, 3)).isDeepEqualTo(label(noise, 3));
        assertThat(label(noise, 4)[0]).isNotEqualTo(label(noise, 3)[0]);
    }

    private float[][] label(Noise noise, long seed) {
        return new NoisyTeacher(noise, TrainingOptions.of(seed)).label(TEACHER, images);
    }

    private static SampleSource images() {
        byte[] pixels = new byte[IMAGES * SHAPE.bytes()];
        new Random(5).nextBytes(pixels);
        return new InMemorySamples(
                SHAPE, ByteBuffer.allocateDirect(pixels.length).put(pixels).flip());
    }
}
