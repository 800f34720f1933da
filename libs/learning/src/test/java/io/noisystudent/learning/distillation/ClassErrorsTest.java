package io.noisystudent.learning.distillation;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.training.InMemorySamples;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.SoftLabels;
import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClassErrorsTest {
    private static final float[][] LOGITS = {{2, 0, 1}, {0, 3, 2}, {1, 0, 0}, {0, 1, -1}};
    private static final int[] LABELS = {0, 2, 2, 1};

    @Test
    void shouldCountAnswersWithAndWithoutABias() {
        assertThat(ClassErrors.of(LOGITS, LABELS, 2, 0)).isEqualTo(new ClassErrors(2, 2, 0));
        assertThat(ClassErrors.of(LOGITS, LABELS, 2, 1.25)).isEqualTo(new ClassErrors(1, 0, 1));
    }

    @Test
    void shouldLeaveOutTheImagesOfAClass() {
        // Given images of one pixel, whose value is their place
        ByteBuffer pixels =
                ByteBuffer.allocateDirect(4).put(new byte[] {0, 1, 2, 3}).flip();
        SoftLabels targets = (index, row) -> row[0] = index;
        LabeledSamples all = new LabeledSamples(new InMemorySamples(new ImageShape(1, 1, 1), pixels), LABELS, targets);

        // When
        LabeledSamples left = new OmittedClasses(Set.of(2)).leave(all);

        // Then
        assertThat(left.labels()).containsExactly(0, 1);
        ByteBuffer image = ByteBuffer.allocate(1);
        left.images().read(1, image);
        assertThat(image.get(0)).isEqualTo((byte) 3);
        float[] row = new float[1];
        left.targets().orElseThrow().read(1, row);
        assertThat(row[0]).isEqualTo(3);
        assertThat(new OmittedClasses(Set.of()).leave(all)).isSameAs(all);
    }
}
