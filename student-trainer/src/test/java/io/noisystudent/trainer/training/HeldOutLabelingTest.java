package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.objective.Targets;
import io.noisystudent.learning.selection.HeldOutLabels;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.training.Evaluation;
import io.noisystudent.learning.training.InMemorySamples;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.trainer.testing.ShadedImages;
import io.noisystudent.trainer.testing.ShapesPipeline;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HeldOutLabelingTest {
    /** More than two batches of the classifier. */
    private static final int SAMPLES = 70;

    private static final Graph TEACHER =
            Networks.build("small-cnn", ShadedImages.SHAPE, ShapesPipeline.PIPELINE.classes(), 1);

    @Test
    void shouldLabelEveryImageOnce() {
        // Given
        LabeledSamples samples = samples();
        AtomicInteger loads = new AtomicInteger();
        HeldOutLabeling labeling = new HeldOutLabeling(
                () -> {
                    loads.incrementAndGet();
                    return TEACHER;
                },
                Optional.of(samples),
                1);

        // When
        HeldOutLabels labels = labeling.get();

        // Then libtorch agrees with ONNX Runtime on how many are right
        assertThat(labeling.get()).isSameAs(labels);
        assertThat(loads).hasValue(1);
        int right = 0;
        float[] row = new float[3];
        for (int i = 0; i < SAMPLES; i++) {
            labels.distributions().read(i, row);
            assertThat(row[0] + row[1] + row[2]).isBetween(.999f, 1.001f);
            right += Targets.argmax(row) == samples.labels()[i] ? 1 : 0;
        }
        assertThat((double) right / SAMPLES).isEqualTo(Evaluation.accuracy(TEACHER, samples, Compute.cpu()));
    }

    @Test
    void shouldSayWhatIsMissing() {
        HeldOutLabeling nothing = new HeldOutLabeling(() -> TEACHER, Optional.empty(), 1);

        assertThatThrownBy(nothing::get)
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_EVIDENCE))
                .hasMessageContaining("the split validation");
    }

    @Test
    void shouldRefuseATeacherOfOtherImages() {
        Graph other = Networks.build("small-cnn", new ImageShape(16, 16, 1), ShapesPipeline.PIPELINE.classes(), 1);
        HeldOutLabeling labeling = new HeldOutLabeling(() -> other, Optional.of(samples()), 1);

        assertThatThrownBy(labeling::get).isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.SIGNATURE_MISMATCH));
    }

    private static LabeledSamples samples() {
        ByteBuffer pixels = ByteBuffer.allocate(SAMPLES * ShadedImages.SHAPE.bytes());
        int[] labels = new int[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            pixels.put(ShadedImages.pixels(i));
            labels[i] = i % 3;
        }
        return new LabeledSamples(new InMemorySamples(ShadedImages.SHAPE, pixels.flip()), labels);
    }
}
