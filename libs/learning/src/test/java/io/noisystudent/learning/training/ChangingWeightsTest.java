package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Distillation;
import io.noisystudent.contracts.config.FeatureDistillation;
import io.noisystudent.contracts.config.FeatureDistillation.Features;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.ObjectiveTerm.Rows;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Schedule;
import io.noisystudent.contracts.config.Weight;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.objective.TermReport;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Weights of terms that change in the course of a training of 20 steps, in epochs of 5. */
class ChangingWeightsTest {
    private static final int STEPS = 20;
    private static final TrainingOptions OPTIONS = new TrainingOptions(7, 1, 1, Precision.FP32);
    private static final Graph STUDENT = Patterns.network(1);
    private static final TrainingData DATA = TrainingData.of(Patterns.samples(20, 1))
            .with(Patterns.pseudoLabeled(Patterns.samples(20, 2)))
            .taughtBy(Networks.build("wrn-10-2", Patterns.SHAPE, Patterns.CLASSES, 9));

    private static final ObjectiveTerm LABELS = new ObjectiveTerm.CrossEntropy(1, 0);
    private static final List<ObjectiveTerm> TWO_STAGES = List.of(
            new FeatureDistillation.Hint(new Weight.Changing(100, null, 0, .4, null, 0.0), Features.DEFAULT),
            new ObjectiveTerm.CrossEntropy(from(.4, 1, 1), 0),
            soft(from(.4, .44, .11)));

    @TempDir
    Path directory;

    @Test
    void shouldBeTheWeightThatStaysWhereItDoesNotChange() {
        assertThat(weights(LABELS, soft(new Weight.Changing(.9, null, .2, .6, null, null))))
                .isEqualTo(weights(LABELS, soft(Weight.of(.9))))
                .isNotEqualTo(weights(LABELS, soft(new Weight.Changing(.9, .8, .2, .6, null, null))));
    }

    @Test
    void shouldDoNothingAtAWeightOfZero() {
        assertThat(weights(LABELS, soft(Weight.of(0)), hint(0))).isEqualTo(weights(LABELS));
    }

    @ParameterizedTest
    @CsvSource({"0.5, 10", "0.8, 16", "1, 20"})
    void shouldAskTheTeacherInTheStepsOfTermsThatLearnFromIt(double end, int expected) {
        // Given
        CountingPasses compute = new CountingPasses();
        Recipe recipe = recipe(LABELS, soft(new Weight.Changing(.9, .5, 0, end, null, 0.0)));

        // When
        new Training().run(STUDENT, DATA, recipe, new TrainingOptions(7, compute, 1), TrainingListener.NONE);

        // Then
        assertThat(compute.passes.get() - STEPS).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Recipe.Algorithm.class)
    void shouldMoveNoWeightBehindTheHintInTheFirstStage(Recipe.Algorithm algorithm) {
        // Given weight decay and momentum
        OptimizerConfig optimizer = new OptimizerConfig(.01, .9, .1, .1, algorithm, new Schedule.Cosine());
        Recipe hints = recipe(hint(100), new ObjectiveTerm.CrossEntropy(0, 0)).withOptimizer(optimizer);
        Recipe stages = recipe(TWO_STAGES.toArray(ObjectiveTerm[]::new)).withOptimizer(optimizer);

        // When
        Map<String, Tensor> guided =
                train(hints, TrainingListener.NONE, Checkpoints.NONE).graph().initializers();
        Map<String, Tensor> both =
                train(stages, TrainingListener.NONE, Checkpoints.NONE).graph().initializers();

        // Then
        Predicate<String> isBehind = name -> name.startsWith("stage3") || name.startsWith("classifier");
        assertThat(guided.keySet()).filteredOn(isBehind).hasSizeGreaterThan(8);
        guided.forEach((name, value) -> {
            if (isBehind.test(name) && !isStatistic(name)) {
                assertThat(value).as(name).isEqualTo(STUDENT.initializers().get(name));
            } else {
                assertThat(value).as(name).isNotEqualTo(STUDENT.initializers().get(name));
            }
        });
        both.forEach((name, value) ->
                assertThat(value).as(name).isNotEqualTo(STUDENT.initializers().get(name)));
    }

    @ParameterizedTest
    @CsvSource({"SGD, 7", "SGD, 12", "ADAMW, 7", "ADAMW, 12"})
    void shouldGoOnInTheStageWhereItWas(Recipe.Algorithm algorithm, int interrupted) {
        // Given
        Recipe recipe = recipe(TWO_STAGES.toArray(ObjectiveTerm[]::new))
                .withOptimizer(new OptimizerConfig(.01, .9, 1e-4, .1, algorithm, new Schedule.Cosine()));
        TrainingResult expected = train(recipe, TrainingListener.NONE, Checkpoints.NONE);
        FileCheckpoints kept = new FileCheckpoints(directory.resolve("checkpoint"));
        List<Integer> resumed = new ArrayList<>();

        // When
        assertThatThrownBy(() -> train(recipe, new Interrupting(interrupted), kept))
                .isInstanceOf(CancellationException.class);
        TrainingResult result = train(recipe, report -> resumed.add(report.step()), kept);

        // Then
        assertThat(resumed).startsWith(interrupted - interrupted % 5 + 1).hasSizeLessThan(STEPS);
        assertThat(result.graph().initializers()).isEqualTo(expected.graph().initializers());
        assertThat(result.statistics().terms()).isEqualTo(expected.statistics().terms());
    }

    @Test
    void shouldReportTheTermsOfEveryEpochThatWereInItsLoss() {
        // Given stages of 8 and 12 steps
        List<List<TermReport>> epochs = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(StepReport report) {}

            @Override
            public void epochEnded(EpochReport report) {
                epochs.add(report.terms());
            }
        };

        // When
        train(recipe(TWO_STAGES.toArray(ObjectiveTerm[]::new)), listener, Checkpoints.NONE);

        // Then
        assertThat(epochs)
                .extracting(terms -> terms.stream().map(TermReport::name).toList())
                .containsExactly(
                        List.of("hint"),
                        List.of("hint", "cross-entropy", "soft-targets"),
                        List.of("cross-entropy", "soft-targets"),
                        List.of("cross-entropy", "soft-targets"));
        assertThat(epochs.get(1).get(0).gradientShare())
                .as("in the epoch's last step")
                .isZero();
        assertThat(epochs.get(0).get(0).gradientShare()).isEqualTo(1);
        assertThat(epochs.get(3).get(1).gradientShare()).isBetween(1e-6, .5);
    }

    @ParameterizedTest
    @EnumSource(Recipe.Algorithm.class)
    void shouldMoveNothingInAStepWhoseWeightsAreAllZero(Recipe.Algorithm algorithm) {
        // Given weight decay, and momentum of a step before
        Recipe recipe = recipe(soft(new Weight.Changing(.9, 0.0, .5, .5, null, null)))
                .withOptimizer(new OptimizerConfig(.01, .9, .1, .1, algorithm, new Schedule.Cosine()));
        Phase phase = Phase.of(recipe, DATA).get(0);
        Compute compute = Compute.cpu();
        try (Objective objective =
                        RecipeObjective.create(new ObjectiveFactory.Request(recipe, DATA, STUDENT, 1, compute));
                Cohort cohort = new Cohort(List.of(phase), List.of(STUDENT), List.of(objective), compute);
                BatchLoader batches = new BatchLoader(DATA, phase, OPTIONS, STUDENT, cohort.inputs(), 0);
                TeacherPass teachers = new TeacherPass(DATA.teachers(), cohort.inputs(), compute)) {
            BatchTensors batch = batches.next().tensors();
            List<Map<String, String>> weights = new ArrayList<>(List.of(weights(cohort)));

            // When
            for (double share : List.of(0.0, .75)) {
                cohort.differentiate(
                                batch,
                                teachers,
                                new StepSeeds(1, weights.size()),
                                new Cohort.StepOptions(compute, 1, Optional.empty(), share, true))
                        .loss()
                        .close();
                cohort.update(weights.size() - 1, own -> .1);
                weights.add(weights(cohort));
            }

            // Then
            assertThat(weights.get(1)).isNotEqualTo(weights.get(0));
            assertThat(weights.get(2)).isEqualTo(weights.get(1));
        }
    }

    private static Map<String, String> weights(Cohort cohort) {
        Map<String, String> weights = new TreeMap<>();
        cohort.state().forEach((name, value) -> {
            if (name.startsWith("network/") && !isStatistic(name)) {
                weights.put(name, Arrays.toString(HostMemory.floats(value)));
            }
        });
        assertThat(weights).isNotEmpty();
        return weights;
    }

    private static boolean isStatistic(String name) {
        return name.endsWith(".mean") || name.endsWith(".var");
    }

    @Test
    void shouldRefuseAWeightThatNoStepHas() {
        // Given a weight between the steps at 10/19 and 11/19
        Recipe recipe = recipe(soft(new Weight.Changing(.9, .9, .53, .57, 0.0, 0.0)));

        // When
        NoisyStudentException refusal = catchThrowableOfType(
                NoisyStudentException.class, () -> train(recipe, TrainingListener.NONE, Checkpoints.NONE));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
        assertThat(refusal).hasMessageContaining("objective: in each of the 20 steps all weights are 0");
    }

    /** 0 before a share of the steps, then from one weight to another. */
    private static Weight from(double start, double first, double last) {
        return new Weight.Changing(first, last, start, 1, 0.0, null);
    }

    private static ObjectiveTerm soft(Weight weight) {
        return new Distillation.SoftTargets(weight, 3, false, Rows.ALL);
    }

    private static ObjectiveTerm hint(double weight) {
        return new FeatureDistillation.Hint(weight, Features.DEFAULT);
    }

    private static Map<String, Tensor> weights(ObjectiveTerm... terms) {
        return train(recipe(terms), TrainingListener.NONE, Checkpoints.NONE)
                .graph()
                .initializers();
    }

    private static TrainingResult train(Recipe recipe, TrainingListener listener, Checkpoints checkpoints) {
        return new Training().run(STUDENT, DATA, recipe, OPTIONS, listener, checkpoints);
    }

    private static Recipe recipe(ObjectiveTerm... terms) {
        return Patterns.recipe(STEPS, .05, Patterns.SOME_NOISE, 4, 1)
                .withObjective(Recipe.Objective.of(List.of(terms)));
    }
}
