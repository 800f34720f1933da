package io.noisystudent.learning.specialist;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.training.InMemorySamples;
import io.noisystudent.learning.training.LabeledSamples;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SpecialistSamplesTest {
    private static final ImageShape PIXEL = new ImageShape(1, 1, 1);
    private static final SpecialistClasses CLASSES = new SpecialistClasses(List.of(1, 3), 5);

    @Test
    void shouldMapAllOtherClassesToTheDustbin() {
        assertThat(IntStream.range(0, 5).map(CLASSES::output)).containsExactly(2, 0, 2, 1, 2);
        assertThat(CLASSES.names(List.of("a", "b", "c", "d", "e"))).containsExactly("b", "d", "dustbin");
        assertThat(SpecialistClasses.of(new int[] {2, 0, 2, 0, 3}, 4))
                .extracting(SpecialistClasses::known)
                .containsExactly(List.of(1, 3), List.of(0, 2), List.of(4));
    }

    @Test
    void shouldTakeHalfOfTheImagesFromItsClasses() {
        // Given: three images of its classes, seven of others; a pixel is the number of its image
        LabeledSamples all = samples(0, 1, 2, 3, 4, 0, 2, 4, 1, 0);

        // When
        LabeledSamples samples = SpecialistSamples.of(all, CLASSES).samples();

        // Then
        assertThat(samples.size()).isEqualTo(14);
        ByteBuffer pixels = ByteBuffer.allocate(14);
        int[] seen = new int[10];
        for (int row = 0; row < 14; row++) {
            samples.images().read(row, pixels);
            int image = pixels.get(row);
            seen[image]++;
            assertThat(samples.labels()[row]).isEqualTo(CLASSES.output(all.labels()[image]));
        }
        assertThat(seen).containsExactly(1, 3, 1, 2, 1, 1, 1, 1, 2, 1);
    }

    /** A specialist that knows the frequencies of what it was trained on knows those of all images once corrected. */
    @Test
    void shouldCorrectForTheOverSampling() {
        // Given: of 3, 5 and 32 images of class 1, class 3 and others, 2, 4 and 9 have the first of two looks
        int[] labels = new int[40];
        byte[] looks = new byte[40];
        Arrays.fill(looks, (byte) 1);
        Arrays.fill(labels, 0, 3, 1);
        Arrays.fill(labels, 3, 8, 3);
        Arrays.fill(looks, 0, 2, (byte) 0);
        Arrays.fill(looks, 3, 7, (byte) 0);
        Arrays.fill(looks, 8, 17, (byte) 0);
        SpecialistSamples samples = SpecialistSamples.of(
                new LabeledSamples(new InMemorySamples(PIXEL, ByteBuffer.wrap(looks)), labels), CLASSES);

        // When: logits of the first look, as its frequencies in the samples have them
        double[] counts = new double[3];
        ByteBuffer pixels = ByteBuffer.allocate(samples.samples().size());
        for (int row = 0; row < samples.samples().size(); row++) {
            samples.samples().images().read(row, pixels);
            counts[samples.samples().labels()[row]] += pixels.get(row) == 0 ? 1 : 0;
        }
        double dustbin = counts[2] * Math.exp(samples.dustbinCorrection());

        // Then
        double sum = counts[0] + counts[1] + dustbin;
        assertThat(new double[] {counts[0] / sum, counts[1] / sum, dustbin / sum})
                .containsExactly(new double[] {2 / 15.0, 4 / 15.0, 9 / 15.0}, within(1e-12));
    }

    @Test
    void shouldRefuseASpecialistOfNothing() {
        assertThatThrownBy(() -> new SpecialistClasses(List.of(), 3)).isInstanceOf(NoisyStudentException.class);
        assertThatThrownBy(() -> new SpecialistClasses(List.of(0, 1, 2), 3)).hasMessageContaining("not all");
        assertThatThrownBy(() -> new SpecialistClasses(List.of(1, 0), 3)).hasMessageContaining("ascending");
        assertThatThrownBy(() -> new SpecialistClasses(List.of(3), 3)).hasMessageContaining("of 3");
        assertThatThrownBy(() -> SpecialistSamples.of(samples(0, 2), CLASSES)).hasMessageContaining("0 images");
        assertThatThrownBy(() -> SpecialistSamples.of(samples(1, 3), CLASSES)).hasMessageContaining("0 of others");
    }

    private static LabeledSamples samples(int... labels) {
        ByteBuffer pixels = ByteBuffer.allocate(labels.length);
        for (int i = 0; i < labels.length; i++) {
            pixels.put((byte) i);
        }
        return new LabeledSamples(new InMemorySamples(PIXEL, pixels.flip()), labels);
    }
}
