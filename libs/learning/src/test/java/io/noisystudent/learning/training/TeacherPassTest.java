package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.TeacherView;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class TeacherPassTest {
    private static final TrainingOptions OPTIONS = new TrainingOptions(1, 1, 1, Precision.FP32);
    private static final LossInputs VIEWS = LossInputs.teacher(TeacherView.WEAK_PSEUDO_LABELED);
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
        Phase phase = Phase.of(recipe, DATA).get(0);

        try (BatchLoader batches = new BatchLoader(DATA, phase, OPTIONS, TEACHER, VIEWS, 0);
                TeacherPass teacher = new TeacherPass(DATA.teachers(), VIEWS, Compute.cpu());
                Classifier classifier = Classifier.open(TEACHER, InferenceOptions.defaults())) {
            Batch batch = batches.next();

            // When
            float[] labels = NativeScope.call(() -> HostMemory.floats(
                    torch.softmax(teacher.of(batch.tensors()).get(0).logits(), 1)));

            // Then
            ByteBuffer input = classifier.input();
            for (int row = 8; row < 24; row++) {
                input.put(batch.viewPixels(row));
            }
            var predictions = classifier.run(16);
            for (int view = 0; view < 16; view++) {
                float[] expected = predictions.probabilities(view);
                for (int k = 0; k < 3; k++) {
                    assertThat(labels[view * 3 + k]).isCloseTo(expected[k], within(1e-5f));
                }
            }
            float[] views = HostMemory.floats(batch.tensors().shown(TeacherView.WEAK_PSEUDO_LABELED));
            assertThat(Arrays.copyOf(views, 64))
                    .as("a view is not the distorted image")
                    .isNotEqualTo(
                            Arrays.copyOfRange(HostMemory.floats(batch.tensors().images()), 8 * 64, 9 * 64));
        }
    }

    @Test
    void shouldGiveNoWeightToViewsOfWhichTheTeacherIsUnsure() {
        // Given
        TrainingData misled = DATA.taughtBy(Patterns.network(3));

        // When
        Graph unsure = trained(DATA, recipe(4, 0.999));

        // Then
        assertThat(unsure.initializers())
                .isEqualTo(trained(misled, recipe(4, 0.999)).initializers());
        assertThat(trained(DATA, recipe(4, 0)).initializers())
                .isNotEqualTo(trained(misled, recipe(4, 0)).initializers());
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
        TrainingData labeled = TrainingData.of(Patterns.samples(24, 1));

        assertThat(trained(labeled, recipe(4, 0)).initializers())
                .isEqualTo(trained(labeled, Patterns.recipe(4, 0.05, Patterns.SOME_NOISE))
                        .initializers());
    }

    @Test
    void shouldAnswerWithSeveralTeachersAndTheValuesThatAreAskedFor() {
        // Given
        String pooled = TEACHER.nodes().stream()
                .filter(node -> node.operator().equals("GlobalAveragePool"))
                .findFirst()
                .orElseThrow()
                .output();
        LossInputs inputs = new LossInputs(Set.of(), Set.of(pooled), false, TeacherView.SAME);
        Phase phase = Phase.of(recipe(4, 0), DATA).get(0);

        try (Batch batch = Batch.of(phase, TEACHER, inputs, Compute.cpu());
                TeacherPass teachers = new TeacherPass(List.of(TEACHER, Patterns.network(3)), inputs, Compute.cpu())) {
            NativeScope.run(() -> {
                // When
                List<Activations> answers = teachers.of(batch.tensors());

                // Then
                assertThat(answers).hasSize(2).allSatisfy(answer -> {
                    assertThat(answer.logits().size(0)).isEqualTo(24);
                    assertThat(answer.logits().requires_grad()).isFalse();
                    assertThat(answer.value(pooled).size(0)).isEqualTo(24);
                });
            });
        }
    }

    private static Graph trained(TrainingData data, Recipe recipe) {
        return new Training()
                .run(Patterns.network(2), data, recipe, OPTIONS, TrainingListener.NONE)
                .graph();
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
