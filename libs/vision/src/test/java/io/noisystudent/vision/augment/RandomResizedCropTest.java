package io.noisystudent.vision.augment;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.vision.decode.Part;
import io.noisystudent.vision.decode.Resizer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RandomResizedCropTest {
    private static final Noise.RandomResizedCrop DEFAULT = new Noise.RandomResizedCrop(0.08, 1, 3 / 4., 4 / 3.);

    /**
     * {@code get_params} of torchvision 0.29 with {@code uniform_(a, b)} as {@code a + (b - a) * u} and
     * {@code randint(0, n)} as {@code floor(n * u)} of these u; it gives top, left, height, width.
     */
    @ParameterizedTest
    @CsvSource({
        "224 224, 0.08 1.0, 0.75 1.3333333333333333, 0.323833 0.150849 0.650934 0.072436, 47 7 152 125",
        "224 224, 0.08 1.0, 0.75 1.3333333333333333, 0.453184 0.299767 0.794379 0.698994, 46 53 167 149",
        "32 32, 0.08 1.0, 0.75 1.3333333333333333, 0.168048 0.117096 0.058954 0.768233, 0 14 17 14",
        "32 32, 0.08 1.0, 0.75 1.3333333333333333, 0.392379 0.398979 0.103537 0.63429, 1 7 22 21",
        "48 64, 0.08 1.0, 0.75 1.3333333333333333, 0.863325 0.696197 0.261115 0.3667 0.167042 0.771938, 2 27 33 30",
        "48 64, 0.08 1.0, 0.75 1.3333333333333333, 0.084778 0.660586 0.909777 0.782303, 25 32 21 23",
        "96 64, 0.08 1.0, 0.75 1.3333333333333333, 0.259365 0.419013 0.131074 0.910017, 6 20 45 43",
        "96 64, 0.08 1.0, 0.75 1.3333333333333333, 0.452346 0.533285 0.478036 0.941501, 20 8 55 56",
        "20 200, 0.9 1.0, 0.75 1.3333333333333333, 0.55405 0.440458 0.018082 0.331498 0.623927 0.512262 0.064291 0.985083"
                + " 0.788363 0.971696 0.10478 0.265564 0.039588 0.778997 0.270446 0.129556 0.422254 0.911414 0.818979"
                + " 0.258609, 0 86 20 27",
        "200 20, 0.9 1.0, 0.75 1.3333333333333333, 0.26786 0.129225 0.526915 0.238436 0.109451 0.161449 0.05038 0.201768"
                + " 0.311992 0.305005 0.759498 0.289961 0.500089 0.1779 0.347001 0.018163 0.250449 0.015346 0.73308"
                + " 0.551049, 86 0 27 20",
        "64 64, 1.0 1.0, 0.5 0.5, 0.070723 0.740889 0.255594 0.163247 0.084485 0.841269 0.870538 0.670543 0.281933"
                + " 0.242213 0.293058 0.459453 0.157533 0.445825 0.263243 0.961787 0.972623 0.547073 0.244446 0.965667,"
                + " 0 16 64 32",
        "64 64, 0.99 1.0, 0.7 1.4, 0.715993 0.879091 0.389516 0.326135 0.984729 0.149463 0.724156 0.643219 0.043788"
                + " 0.83529 0.891942 0.627332 0.733852 0.812219 0.139308 0.523757 0.504371 0.834938, 0 0 64 64",
    })
    void shouldDrawAsTorchvision(String sides, String area, String aspect, String draws, String expected) {
        // Given
        double[] image = numbers(sides);
        double[] areas = numbers(area);
        double[] aspects = numbers(aspect);
        Iterator<Double> uniform = Arrays.stream(numbers(draws)).iterator();
        Noise.RandomResizedCrop range = new Noise.RandomResizedCrop(areas[0], areas[1], aspects[0], aspects[1]);

        // When
        Part part = RandomResizedCrop.draw(range, (int) image[0], (int) image[1], uniform::next);

        // Then
        assertThat(new double[] {part.top(), part.left(), part.height(), part.width()})
                .isEqualTo(numbers(expected));
        assertThat(uniform).isExhausted();
    }

    @Test
    void shouldDrawPartsOfAllSizesWithinTheImage() {
        // When
        double sum = 0;
        int least = Integer.MAX_VALUE;
        for (int seed = 0; seed < 2000; seed++) {
            Part part = RandomResizedCrop.draw(DEFAULT, 100, 100, seed);
            assertThat(part.top() + part.height()).isBetween(1, 100);
            assertThat(part.left() + part.width()).isBetween(1, 100);
            sum += part.height() * part.width() / 1e4;
            least = Math.min(least, part.height() * part.width());
        }

        // Then: uniform from 0.08, with the largest ones drawn again where they do not fit
        assertThat(sum / 2000).isBetween(0.48, 0.56);
        assertThat(least).isBetween(750, 900);
    }

    /** {@code interpolate(mode="bilinear", align_corners=False)} of PyTorch, rounded. */
    @Test
    void shouldScaleAPartAsPyTorchDoes() {
        // Given a part of 2 x 3
        byte[] image = new byte[5 * 6];
        for (int i = 0; i < image.length; i++) {
            image[i] = (byte) (i * 37 % 256);
        }
        ImageShape shape = new ImageShape(5, 6, 1);
        ByteBuffer scaled = ByteBuffer.allocate(4 * 6);

        // When
        try (Resizer resizer = new Resizer(shape, new ImageShape(4, 6, 1))) {
            resizer.apply(ByteBuffer.wrap(image), new Part(1, 2, 2, 3), scaled);
        }

        // Then
        int[] expected = {
            40, 49, 68, 86, 105, 114, 32, 41, 59, 78, 96, 106, 14, 24, 42, 61, 79, 88, 6, 15, 34, 52, 71, 80
        };
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) (scaled.get(i) & 0xFF)).isCloseTo(expected[i], within(1.0));
        }
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }
}
