package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.learning.torch.Tensors;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class OnlineTeacherTest {
    private static final TrainingOptions OPTIONS = new TrainingOptions(1, 1, 1, Precision.FP32);
    private static final Graph TEACHER = Patterns.network(9);
    private static final PseudoLabeledSamples PSEUDO_LABELED = Patterns.pseudoLabeled(Patterns.samples(40, 2));
    private static final TrainingData DATA = TrainingData.of(Patterns.samples(24, 1))
            .with(PSEUDO_LABELED)
            .evaluatedOn(Patterns.samples(100, 3))
            .taughtBy(TEACHER);

    @Test
    void shouldLabelTheViewsAsOnnxRuntimeDoes() {
        // Given
        Recipe recipe = recipe(4, 0);
        Phase phase = Phase.of(recipe, DATA, 3).get(0);

        try (BatchLoader batches = new BatchLoader(DATA, phase, OPTIONS, TEACHER, 0);
                OnlineTeacher teacher = OnlineTeacher.of(recipe, DATA).orElseThrow();
                Classifier classifier = Classifier.open(TEACHER, InferenceOptions.defaults())) {
            Batch batch = batches.next();

            // When
            teacher.label(batch, Precision.FP32);

            // Then
            ByteBuffer input = classifier.input();
            for (int row = 8; row < 24; row++) {
                input.put(batch.viewPixels(row));
            }
            var predictions = classifier.run(16);
            float[] targets = Tensors.floats(batch.targets());
            for (int view = 0; view < 16; view++) {
                float[] expected = predictions.probabilities(view);
                for (int k = 0; k < 3; k++) {
                    assertThat(targets[(8 + view) * 3 + k]).isCloseTo(expected[k], within(1e-5f));
                }
            }
            float[] views = Tensors.floats(batch.views());
            assertThat(Arrays.copyOf(views, 64))
                    .as("a view is not the distorted image")
                    .isNotEqualTo(Arrays.copyOfRange(Tensors.floats(batch.images()), 8 * 64, 9 * 64));
        }
    }

    @Test
    void shouldGiveNoWeightToViewsOfWhichTheTeacherIsUnsure() {
        // Given
        Recipe recipe = recipe(4, 0.999);
        Phase phase = Phase.of(recipe, DATA, 3).get(0);

        try (BatchLoader batches = new BatchLoader(DATA, phase, OPTIONS, TEACHER, 0);
                OnlineTeacher teacher = OnlineTeacher.of(recipe, DATA).orElseThrow()) {
            Batch batch = batches.next();

            // When
            teacher.label(batch, Precision.FP32);

            // Then
            float[] targets = Tensors.floats(batch.targets());
            assertThat(Arrays.copyOfRange(targets, 24, 72)).containsOnly(0);
            assertThat(Arrays.copyOf(targets, 24)).as("labeled rows").doesNotContain(0);
        }
    }

    @Test
    void shouldTeachAStudentToAgreeWithIt() {
        // Given a teacher that knows the classes, and stored labels that are all wrong
        Graph teacher = new Training()
                .run(Patterns.network(1), DATA, Patterns.recipe(150, 0.05, Patterns.SOME_NOISE), OPTIONS, x -> {})
                .graph();
        PseudoLabeledSamples misleading =
                new PseudoLabeledSamples(PSEUDO_LABELED.images(), PSEUDO_LABELED.rows(), (index, row) -> {
                    Arrays.fill(row, 0);
                    row[0] = 1;
                });
        TrainingData data = DATA.with(misleading).taughtBy(teacher);

        // When
        double online = accuracy(data, recipe(150, 0.4));
        double stored = accuracy(data, Patterns.recipe(150, 0.05, Patterns.SOME_NOISE));

        // Then
        assertThat(online).isGreaterThan(0.95);
        assertThat(stored).isLessThan(0.9);
    }

    @Test
    void shouldNotBeAskedWithoutPseudoLabels() {
        assertThat(OnlineTeacher.of(recipe(4, 0), TrainingData.of(Patterns.samples(24, 1))))
                .isEmpty();
    }

    private static double accuracy(TrainingData data, Recipe recipe) {
        return new Training()
                .run(Patterns.network(2), data, recipe, OPTIONS, TrainingListener.NONE)
                .statistics()
                .heldOutAccuracy()
                .orElseThrow();
    }

    private static Recipe recipe(int steps, double minConfidence) {
        return Patterns.recipe(steps, 0.05, Patterns.SOME_NOISE)
                .withObjective(new Recipe.Objective(true, 1, 0.1, null, null, new Recipe.OnlineLabels(minConfidence)));
    }
}
