package io.noisystudent.vision.augment;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AugmenterTest {
    private static final ImageShape SHAPE = new ImageShape(32, 32, 3);
    private static final Noise ALL =
            new Noise(new Noise.RandAugment(2, 9, Noise.Operations.ALL), 4, true, 16, 128, 0.2, 0.2);

    @Test
    void shouldCopyTheImageWithoutNoise() {
        // Given
        byte[] image = image(1, SHAPE);
        byte[] view = new byte[image.length];

        // When
        new Augmenter(Noise.NONE, SHAPE).apply(image, 0, view, 0, 42);

        // Then
        assertThat(view).isEqualTo(image);
    }

    @Test
    void shouldDependOnImageAndSeedAlone() throws Exception {
        // Given
        byte[] image = image(1, SHAPE);
        List<byte[]> expected = new ArrayList<>();
        Augmenter augmenter = new Augmenter(ALL, SHAPE);
        for (int seed = 0; seed < 100; seed++) {
            expected.add(view(augmenter, image, seed));
        }

        // When: four threads, each with an augmenter that has drawn something else before, in another order
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<List<byte[]>>> results = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int first = thread;
            results.add(threads.submit(() -> {
                Augmenter own = new Augmenter(ALL, SHAPE);
                view(own, image(7, SHAPE), 1000 + first);
                List<byte[]> views = new ArrayList<>();
                for (int seed = 99; seed >= 0; seed--) {
                    views.add(0, view(own, image, seed));
                }
                return views;
            }));
        }
        threads.shutdown();

        // Then
        for (Future<List<byte[]>> result : results) {
            List<byte[]> views = result.get();
            for (int seed = 0; seed < 100; seed++) {
                assertThat(views.get(seed)).isEqualTo(expected.get(seed));
            }
        }
    }

    @Test
    void shouldGiveManyDifferentViews() {
        // Given
        Augmenter augmenter = new Augmenter(ALL, SHAPE);
        byte[] image = image(1, SHAPE);
        Set<ByteBuffer> views = new HashSet<>();

        // When
        for (int view = 0; view < 200; view++) {
            views.add(ByteBuffer.wrap(view(augmenter, image, Augmenter.seed(1, view, 5))));
        }

        // Then
        assertThat(views.size()).isGreaterThan(195);
    }

    @Test
    void shouldDeriveTheSameSeedsInEveryRelease() {
        assertThat(Augmenter.seed(1, 2, 3)).isEqualTo(7_972_567_218_470_507_346L);
    }

    @Test
    void shouldDrawEveryOperationAboutEquallyOften() {
        // Given
        SeededRandom random = new SeededRandom();
        Map<ImageOperation, Integer> drawn = new EnumMap<>(ImageOperation.class);

        // When: as in training, where each image has a seed of its own
        for (int sample = 0; sample < 16_000; sample++) {
            random.seed(Augmenter.seed(0, 0, sample));
            drawn.merge(ImageOperation.draw(Noise.Operations.ALL, random), 1, Integer::sum);
        }

        // Then: 1000 each, with a standard deviation of 31
        assertThat(drawn).hasSize(16);
        assertThat(drawn.values()).allMatch(count -> count > 850 && count < 1150);
    }

    @Test
    void shouldDrawTheGeometricOperationsAloneAboutEquallyOften() {
        // Given
        SeededRandom random = new SeededRandom();
        Map<ImageOperation, Integer> drawn = new EnumMap<>(ImageOperation.class);

        // When
        for (int sample = 0; sample < 5_000; sample++) {
            random.seed(Augmenter.seed(0, 0, sample));
            drawn.merge(ImageOperation.draw(Noise.Operations.GEOMETRIC, random), 1, Integer::sum);
        }

        // Then
        assertThat(drawn)
                .containsOnlyKeys(
                        ImageOperation.ROTATE,
                        ImageOperation.SHEAR_X,
                        ImageOperation.SHEAR_Y,
                        ImageOperation.TRANSLATE_X,
                        ImageOperation.TRANSLATE_Y);
        assertThat(drawn.values()).allMatch(count -> count > 850 && count < 1150);
    }

    @Test
    void shouldKeepBackgroundBackgroundWhenItFillsWithIt() {
        // Given: a white square on black
        byte[] image = new byte[SHAPE.bytes()];
        Arrays.fill(image, 12 * 96, 20 * 96, (byte) 255);
        Noise.RandAugment geometric = new Noise.RandAugment(3, 20, Noise.Operations.GEOMETRIC);
        Augmenter augmenter = new Augmenter(new Noise(geometric, 4, true, 8, 0, 0, 0), SHAPE);

        // When / Then
        for (int seed = 0; seed < 100; seed++) {
            assertThat(view(augmenter, image, seed)).containsOnly((byte) 0, (byte) 255);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 5, 9, 15, 27, 30})
    void shouldWorkAtEveryMagnitudeOnGrayAndOddShapes(double magnitude) {
        for (ImageShape shape : List.of(
                new ImageShape(28, 28, 1),
                new ImageShape(5, 17, 3),
                new ImageShape(1, 1, 1),
                new ImageShape(2, 1, 3))) {
            // Given
            Augmenter augmenter = new Augmenter(
                    new Noise(new Noise.RandAugment(3, magnitude, Noise.Operations.ALL), 0, true, 1, 128, 0, 0), shape);
            byte[] image = image(3, shape);

            // When
            byte[] view = image;
            for (int seed = 0; seed < 200; seed++) {
                view = view(augmenter, image, seed);
            }

            // Then
            assertThat(view).hasSize(shape.bytes());
        }
    }

    @Test
    void shouldMaskBeforeItCrops() {
        // Given
        byte[] image = image(1, SHAPE);
        Canvas canvas = Canvases.of(32, 32, 3, image);
        SeededRandom random = new SeededRandom();
        random.seed(9);

        // When
        byte[] view = view(new Augmenter(new Noise(null, 4, true, 16, 128, 0, 0), SHAPE), image, 9);
        Cutout.apply(canvas, 16, random);
        new CropFlip(4, true).apply(canvas, random);

        // Then
        assertThat(view).isEqualTo(canvas.pixels()).isNotEqualTo(image);
    }

    @Test
    void shouldReadAndWriteBuffersAtTheirPositions() {
        // Given
        byte[] image = image(1, SHAPE);
        byte[] expected = view(new Augmenter(ALL, SHAPE), image, 11);
        ByteBuffer source = ByteBuffer.allocateDirect(10 + image.length)
                .position(10)
                .put(image)
                .position(10);
        ByteBuffer destination = ByteBuffer.allocateDirect(2 * image.length).position(image.length);

        // When
        new Augmenter(ALL, SHAPE).apply(source, destination, 11);

        // Then
        byte[] view = new byte[image.length];
        destination.get(image.length, view);
        assertThat(view).isEqualTo(expected);
        assertThat(source.remaining()).isZero();
        assertThat(destination.remaining()).isZero();
    }

    @Test
    void shouldRefuseNoiseThatDoesNotFitTheImages() {
        assertRefused(new Noise(null, 32, false, 0, 128, 0, 0), "noise.crop is 32");
        assertRefused(new Noise(null, 0, false, -1, 128, 0, 0), "noise.cutout is -1");
        assertRefused(new Noise(null, 0, false, 0, 256, 0, 0), "noise.fill is 256");
        assertRefused(
                new Noise(new Noise.RandAugment(2, 31, Noise.Operations.ALL), 0, false, 0, 128, 0, 0),
                "magnitude is 31");
    }

    private static void assertRefused(Noise noise, String message) {
        assertThatThrownBy(() -> new Augmenter(noise, SHAPE))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
                .hasMessageContaining(message);
    }

    private static byte[] view(Augmenter augmenter, byte[] image, long seed) {
        byte[] view = new byte[image.length];
        augmenter.apply(image, 0, view, 0, seed);
        return view;
    }

    private static byte[] image(long seed, ImageShape shape) {
        byte[] image = new byte[shape.bytes()];
        new Random(seed).nextBytes(image);
        return image;
    }
}
