package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WarmStartTest {
    private static final LabeledSamples HELD_OUT = Patterns.samples(100, 3);

    @Test
    void shouldBeginWithWhatTheTeacherLearned() {
        // Given
        Recipe recipe = Patterns.recipe(100, 0.05, Patterns.NO_NOISE);
        TrainingData data = TrainingData.of(Patterns.samples(64, 1));
        Graph teacher = new Training()
                .run(
                        Patterns.network(1),
                        data,
                        recipe,
                        new TrainingOptions(1, 1, 1, Precision.FP32),
                        TrainingListener.NONE)
                .graph();
        Graph fresh = Patterns.network(2);

        // When
        Graph student = WarmStart.of(fresh, teacher);

        // Then
        assertThat(Evaluation.accuracy(student, HELD_OUT, Compute.cpu()))
                .isEqualTo(Evaluation.accuracy(teacher, HELD_OUT, Compute.cpu()))
                .isGreaterThan(Evaluation.accuracy(fresh, HELD_OUT, Compute.cpu()) + .2);
        assertThat(student.metadata()).isEqualTo(fresh.metadata());
    }

    @Test
    void shouldRefuseAnotherNetwork() {
        // Given
        Graph student = Patterns.network(1);
        Graph deeper = Networks.build("resnet-14", Patterns.SHAPE, Patterns.CLASSES, 1);
        Graph moreClasses = Networks.build("resnet-8", Patterns.SHAPE, List.of("a", "b", "c", "d"), 1);

        // When / Then
        for (Graph teacher : List.of(deeper, moreClasses)) {
            assertThatThrownBy(() -> WarmStart.of(student, teacher))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.SIGNATURE_MISMATCH))
                    .hasMessageContaining("warm-start: false");
        }
        assertThatThrownBy(() -> WarmStart.of(deeper, student)).isInstanceOf(NoisyStudentException.class);
    }
}
