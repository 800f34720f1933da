package io.noisystudent.vision.augment;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise.Lengths;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class MagnitudeTest {
    private static final ImageShape SMALL = new ImageShape(32, 32, 3);

    /** The reference's arguments for 32 pixels; bits, threshold and addition end where a byte ends. */
    @ParameterizedTest
    @CsvSource({
        "5, 15, 1.00, 0.15, 2, 128, 55, 2.0, 2",
        "6, 18, 1.18, 0.18, 2, 153, 66, 2.4, 2",
        "9, 27, 1.72, 0.27, 3, 230, 99, 3.6, 3",
        "10, 30, 1.90, 0.30, 4, 256, 110, 4.0, 4",
        "15, 45, 2.80, 0.45, 6, 256, 128, 6.0, 6",
        "27, 81, 4.96, 0.81, 8, 256, 128, 10.8, 10",
        "0, 0, 0.1, 0, 1, 0, 0, 0, 0",
    })
    void shouldGiveTheReferenceArguments(
            double m,
            double degrees,
            float enhancement,
            double shear,
            int bits,
            int threshold,
            int addition,
            double translate,
            int cutoutHalf) {
        // When
        Magnitude magnitude = Magnitude.of(m, false, SMALL);

        // Then
        assertThat(magnitude.degrees()).isCloseTo(degrees, within(1e-9));
        assertThat(magnitude.enhancement()).isCloseTo(enhancement, within(1e-6f));
        assertThat(magnitude.shear()).isCloseTo(shear, within(1e-9));
        assertThat(magnitude.bits()).isEqualTo(bits);
        assertThat(magnitude.threshold()).isEqualTo(threshold);
        assertThat(magnitude.addition()).isEqualTo(addition);
        assertThat(magnitude.translateX()).isCloseTo(translate, within(1e-9));
        assertThat(magnitude.translateY()).isCloseTo(translate, within(1e-9));
        assertThat(magnitude.cutoutHalf()).isEqualTo(cutoutHalf);
    }

    /** The defaults of {@code distort_image_with_randaugment}, which its {@code preprocessing.py} takes for ImageNet. */
    @ParameterizedTest
    @CsvSource({
        "10, 224, 100, 40",
        "5, 224, 50, 20",
        "27, 224, 270, 108",
        "10, 475, 100, 40",
        "9, 600, 90, 36",
        "10, 112, 50, 20",
        "10, 32, 14.2857142857, 5",
    })
    void shouldHaveTheLengthsOfTheReferenceForImageNet(double m, int side, double translate, int cutoutHalf) {
        // When
        Magnitude magnitude = Magnitude.of(m, false, Lengths.IMAGENET, new ImageShape(side, side, 3));

        // Then
        assertThat(magnitude.translateX()).isCloseTo(translate, within(1e-9));
        assertThat(magnitude.translateY()).isCloseTo(translate, within(1e-9));
        assertThat(magnitude.cutoutHalf()).isEqualTo(cutoutHalf);
    }

    @Test
    void shouldScaleLengthsWithTheImage() {
        // When
        Magnitude magnitude = Magnitude.of(10, false, new ImageShape(64, 48, 1));

        // Then
        assertThat(magnitude.translateY()).isEqualTo(8);
        assertThat(magnitude.translateX()).isEqualTo(6);
        assertThat(magnitude.cutoutHalf()).isEqualTo(6);
    }

    @Test
    void shouldRefuseMagnitudesOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> Magnitude.of(30.5, false, SMALL));
        assertThatIllegalArgumentException().isThrownBy(() -> Magnitude.of(-1, false, SMALL));
        assertThatIllegalArgumentException().isThrownBy(() -> Magnitude.of(Double.NaN, false, SMALL));
    }

    @Test
    void shouldDrawEveryStrengthUpToItWhenItVaries() {
        // Given
        SeededRandom random = new SeededRandom();
        random.seed(1);
        Magnitude magnitude = Magnitude.of(10, true, SMALL);

        // When
        double[] drawn = DoubleStream.generate(() -> magnitude.drawn(30, random))
                .limit(10_000)
                .toArray();

        // Then: uniform in -30 to 30, whose variance is 300
        assertThat(DoubleStream.of(drawn)).allMatch(degrees -> degrees >= -30 && degrees <= 30);
        assertThat(DoubleStream.of(drawn).average().orElseThrow()).isCloseTo(0, within(0.7));
        assertThat(DoubleStream.of(drawn).map(x -> x * x).average().orElseThrow())
                .isCloseTo(300, within(12.0));
    }
}
