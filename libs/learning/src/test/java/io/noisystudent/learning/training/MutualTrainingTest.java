package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.ObjectiveTerm.Rows;
import io.noisystudent.contracts.config.ObjectiveTerm.Update;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.objective.TermReport;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.Training.Student;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Students whose recipes have them learn from each other. */
class MutualTrainingTest {
    private static final TrainingData LABELED =
            TrainingData.of(Patterns.samples(24, 1)).evaluatedOn(Patterns.samples(40, 3));
    private static final TrainingData BOTH = LABELED.with(Patterns.pseudoLabeled(Patterns.samples(24, 2)));
    private static final Graph SMALL = Patterns.network(1);
    private static final Graph NORMALIZED = Networks.build("wrn-10-1", Patterns.SHAPE, Patterns.CLASSES, 2);
    private static final ObjectiveTerm LABELS = new ObjectiveTerm.CrossEntropy(1, .1);
    private static final Recipe ALONE = recipe(9, LABELS);

    private static final TrainingOptions OPTIONS = new TrainingOptions(5, 1, 2, Precision.FP32);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Rows.class)
    void shouldLearnFromPeersOnTheRowsOfTheTerm(Rows rows) {
        // When
        TrainingResult together = run(BOTH, learning(9, 1, Update.SIMULTANEOUS, rows));
        TrainingResult apart = run(BOTH, learning(9, 0, Update.SIMULTANEOUS, rows));

        // Then
        for (int i = 0; i < 2; i++) {
            assertThat(weights(together, i)).isNotEqualTo(weights(apart, i));
            assertThat(together.each().get(i).terms())
                    .extracting(TermReport::name)
                    .containsExactly("cross-entropy", "mutual");
            TermReport mutual = together.each().get(i).terms().get(1);
            assertThat(mutual.mean()).isPositive();
            assertThat(mutual.gradientShare()).isBetween(1e-6, 1.0);
            assertThat(together.each().get(i).heldOutAccuracy()).isPresent();
        }
        assertThat(together.each().get(0).terms())
                .isNotEqualTo(together.each().get(1).terms());
    }

    /** A student from which others learn has no gradient of their losses, and does not move when it is asked again. */
    @ParameterizedTest
    @EnumSource(Update.class)
    void shouldLeaveAStudentAsItIsFromWhichOthersLearn(Update update) {
        // Given
        Student teaching = new Student(NORMALIZED, ALONE);
        Student learning = new Student(SMALL, learning(9, 1, update, Rows.ALL));

        // When
        Map<String, Tensor> alone = weights(run(LABELED, List.of(teaching), Checkpoints.NONE), 0);
        TrainingResult together = run(LABELED, List.of(teaching, learning), Checkpoints.NONE);

        // Then
        assertThat(weights(together, 0)).isEqualTo(alone);
        assertThat(weights(together, 1))
                .isNotEqualTo(weights(run(LABELED, List.of(teaching, new Student(SMALL, ALONE)), Checkpoints.NONE), 1));
    }

    /** With the kernels of libtorch: those of oneDNN, whose last bits differ, are for passes with gradients. */
    @Test
    void shouldShowTheSecondStudentWhatTheFirstOnePredictsOnceItHasMoved() {
        // Given
        TrainingOptions options = new TrainingOptions(5, Compute.cpu(1, Precision.FP32, Kernels.LIBTORCH), 2);

        // When
        TrainingResult atOnce = new Training()
                .run(
                        students(learning(1, 1, Update.SIMULTANEOUS, Rows.ALL)),
                        LABELED,
                        options,
                        TrainingListener.NONE,
                        Checkpoints.NONE);
        TrainingResult inTurn = new Training()
                .run(
                        students(learning(1, 1, Update.SEQUENTIAL, Rows.ALL)),
                        LABELED,
                        options,
                        TrainingListener.NONE,
                        Checkpoints.NONE);

        // Then
        assertThat(weights(inTurn, 0)).isEqualTo(weights(atOnce, 0));
        assertThat(weights(inTurn, 1)).isNotEqualTo(weights(atOnce, 1));
    }

    @ParameterizedTest
    @EnumSource(Update.class)
    void shouldGiveTheWeightsOfAnUninterruptedRunInPartsToo(Update update) {
        Recipe recipe = learning(12, 1, update, Rows.ALL);

        assertGoesOn(recipe.withOptimizer(recipe.optimizer().withParts(2)));
    }

    @Test
    void shouldKeepTheBestWeightsOfEachStudentOverAnInterruption() {
        Recipe recipe = learning(12, 1, Update.SIMULTANEOUS, Rows.ALL);

        assertGoesOn(recipe.withEarlyStopping(new Recipe.EarlyStopping(3, Split.VALIDATION)));
    }

    private void assertGoesOn(Recipe recipe) {
        // Given
        List<Student> students = students(recipe);
        TrainingResult expected = run(LABELED, students, Checkpoints.NONE);
        FileCheckpoints kept = new FileCheckpoints(directory.resolve("checkpoint"));

        // When
        assertThatThrownBy(() -> new Training().run(students, LABELED, OPTIONS, new Interrupting(8), kept))
                .isInstanceOf(CancellationException.class);
        TrainingResult resumed = run(LABELED, students, kept);

        // Then
        for (int i = 0; i < 2; i++) {
            assertThat(weights(resumed, i)).isEqualTo(weights(expected, i));
            assertThat(resumed.each().get(i).terms())
                    .isEqualTo(expected.each().get(i).terms());
        }
    }

    @Test
    void shouldTrainEachStudentByItsOwnRecipe() {
        // Given
        Recipe slow = learning(9, 1, Update.SIMULTANEOUS, Rows.ALL);
        Recipe fast = slow.withOptimizer(slow.optimizer().withLearningRate(.2));
        Student peer = new Student(NORMALIZED, learning(9, 0, Update.SIMULTANEOUS, Rows.ALL));

        // When
        TrainingResult one = run(LABELED, List.of(peer, new Student(SMALL, slow)), Checkpoints.NONE);
        TrainingResult other = run(LABELED, List.of(peer, new Student(SMALL, fast)), Checkpoints.NONE);

        // Then
        assertThat(weights(other, 0)).isEqualTo(weights(one, 0));
        assertThat(weights(other, 1)).isNotEqualTo(weights(one, 1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseWhatCannotBeTrainedTogether(boolean isAlone) {
        Recipe mutual = learning(9, 1, Update.SIMULTANEOUS, Rows.ALL);
        List<Student> students = isAlone
                ? List.of(new Student(SMALL, mutual))
                : List.of(new Student(SMALL, mutual), new Student(SMALL, mutual.withSteps(8)));

        NoisyStudentException refusal =
                catchThrowableOfType(NoisyStudentException.class, () -> run(LABELED, students, Checkpoints.NONE));

        assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
        assertThat(refusal).hasMessageContaining(isAlone ? "this one is trained alone" : "differ in steps");
    }

    private static TrainingResult run(TrainingData data, Recipe recipe) {
        return run(data, students(recipe), Checkpoints.NONE);
    }

    private static TrainingResult run(TrainingData data, List<Student> students, Checkpoints checkpoints) {
        return new Training().run(students, data, OPTIONS, TrainingListener.NONE, checkpoints);
    }

    private static List<Student> students(Recipe recipe) {
        return List.of(new Student(SMALL, recipe), new Student(NORMALIZED, recipe));
    }

    private static Recipe learning(int steps, double weight, Update update, Rows rows) {
        return recipe(steps, LABELS, new ObjectiveTerm.Mutual(weight, update, rows));
    }

    private static Recipe recipe(int steps, ObjectiveTerm... terms) {
        return Patterns.recipe(steps, .05, Patterns.SOME_NOISE).withObjective(Recipe.Objective.of(List.of(terms)));
    }

    private static Map<String, Tensor> weights(TrainingResult result, int member) {
        return result.graphs().get(member).initializers();
    }
}
