package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Schedule;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.objective.Fairness;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TrainingTest {
    private static final LabeledSamples LABELED = Patterns.samples(24, 1);
    private static final LabeledSamples UNLABELED = Patterns.samples(200, 2);
    private static final LabeledSamples HELD_OUT = Patterns.samples(200, 3);
    private static final TrainingData DATA =
            TrainingData.of(LABELED).with(Patterns.pseudoLabeled(UNLABELED)).evaluatedOn(HELD_OUT);

    @Test
    void shouldLearn() {
        // Given
        Graph initial = Patterns.network(1);
        double before = Evaluation.accuracy(initial, HELD_OUT, Compute.cpu());

        // When
        TrainingResult result = train(initial, 150, 0.05, options(1, 1));

        // Then
        double after = result.statistics().heldOutAccuracy().orElseThrow();
        assertThat(before).isLessThan(0.7);
        assertThat(after).isGreaterThan(0.95);
        assertThat(Evaluation.accuracy(result.graph(), HELD_OUT, Compute.cpu())).isEqualTo(after);
        assertThat(result.statistics().steps()).isEqualTo(150);
        assertThat(result.statistics().images()).isEqualTo(150 * 24);
        assertThat(result.statistics().precision()).isEqualTo(Precision.FP32);
    }

    @Test
    void shouldTrainLongerByTheTrainRatio() {
        // Given
        Recipe recipe = Patterns.recipe(4, 0.05, Patterns.NO_NOISE);

        // When
        int longer = steps(recipe.withOptimizer(recipe.optimizer().withTrainRatio(1.5)));
        int control = steps(
                recipe.withOptimizer(recipe.optimizer().withTrainRatio(1.5)).withSteps(3));

        // Then
        assertThat(longer).isEqualTo(6);
        assertThat(control).isEqualTo(3);
    }

    @Test
    void shouldExpectOfTheStudentWhatTheTeacherExpects() {
        // Given
        PseudoLabeledSamples samples = Patterns.pseudoLabeled(UNLABELED);
        Recipe recipe = Patterns.recipe(5, 0.05, Patterns.NO_NOISE);
        Recipe.Objective plain = recipe.objective();
        Recipe fair = recipe.withObjective(new Recipe.Objective(
                plain.softLabels(), plain.temperature(), plain.labelSmoothing(), plain.unlabeledWeight(), .5, null));

        // When
        Fairness term = samples.fairness(3);

        // Then
        assertThat(term.expected()).hasSize(3);
        assertThat(term.expected()[0] + term.expected()[1] + term.expected()[2]).isCloseTo(1, within(1e-5f));
        assertThat(trainedOn(samples, fair).initializers())
                .isNotEqualTo(trainedOn(samples, recipe).initializers());
    }

    @Test
    void shouldNotLearnFromRowsWithoutWeight() {
        // Given pseudo-labels that differ, and weigh nothing
        Recipe recipe = Patterns.recipe(5, 0.05, Patterns.SOME_NOISE);
        PseudoLabeledSamples right = Patterns.pseudoLabeled(UNLABELED);
        SoftLabels none = weightless(right.labels());
        SoftLabels wrong = weightless(right.labels().changed(row -> {
            row[0] = 1;
            row[1] = 0;
            row[2] = 0;
        }));

        // When
        Graph first = trainedOn(new PseudoLabeledSamples(right.images(), right.rows(), none), recipe);
        Graph second = trainedOn(new PseudoLabeledSamples(right.images(), right.rows(), wrong), recipe);

        // Then
        assertThat(first.initializers()).isEqualTo(second.initializers());
        assertThat(trainedOn(right, recipe).initializers()).isNotEqualTo(first.initializers());
    }

    private static int steps(Recipe recipe) {
        return new Training()
                .run(Patterns.network(1), DATA, recipe, options(1, 1), TrainingListener.NONE)
                .statistics()
                .steps();
    }

    private static Graph trainedOn(PseudoLabeledSamples samples, Recipe recipe) {
        return new Training()
                .run(
                        Patterns.network(1),
                        TrainingData.of(LABELED).with(samples),
                        recipe,
                        options(1, 1),
                        TrainingListener.NONE)
                .graph();
    }

    private static SoftLabels weightless(SoftLabels labels) {
        return new SoftLabels() {
            @Override
            public void read(int index, float[] row) {
                labels.read(index, row);
            }

            @Override
            public double weight(int index) {
                return 0;
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"ADAMW, .01", "RMSPROP, .01"})
    void shouldLearnWithOtherOptimizers(Recipe.Algorithm algorithm, double learningRate) {
        // Given
        Recipe plain = Patterns.recipe(150, learningRate, Patterns.NO_NOISE);
        Recipe recipe =
                plain.withOptimizer(new OptimizerConfig(learningRate, .9, 1e-4, .1, algorithm, new Schedule.Cosine()));

        // When
        TrainingResult result =
                new Training().run(Patterns.network(1), DATA, recipe, options(1, 1), TrainingListener.NONE);

        // Then
        assertThat(result.statistics().heldOutAccuracy().orElseThrow()).isGreaterThan(0.95);
    }

    @Test
    void shouldGiveEqualWeightsForEqualSeedsWhateverTheLoaders() {
        Graph one = train(Patterns.network(1), 25, 0.05, options(7, 1)).graph();
        Graph other = train(Patterns.network(1), 25, 0.05, options(7, 3)).graph();

        assertThat(other.initializers()).isEqualTo(one.initializers());
    }

    @Test
    void shouldGiveOtherWeightsForAnotherSeed() {
        Graph one = train(Patterns.network(1), 5, 0.05, options(7, 1)).graph();
        Graph other = train(Patterns.network(1), 5, 0.05, options(8, 1)).graph();

        assertThat(other.initializers()).isNotEqualTo(one.initializers());
    }

    @Test
    void shouldChangeNothingButWeightsAndStatistics() {
        // Given
        Graph initial = Patterns.network(1);

        // When
        Graph trained = train(initial, 5, 0.05, options(1, 1)).graph();

        // Then
        assertThat(trained.nodes()).isEqualTo(initial.nodes());
        assertThat(trained.metadata()).isEqualTo(initial.metadata());
        assertThat(trained.initializers().keySet())
                .isEqualTo(initial.initializers().keySet());
        initial.initializers()
                .forEach((name, value) -> assertThat(trained.initializers().get(name))
                        .as(name)
                        .isNotEqualTo(value)
                        .hasToString(value.toString()));
    }

    @Test
    void shouldTrainInBfloat16WithWeightsInFloat32() {
        // Given
        TrainingOptions options = new TrainingOptions(1, 1, 1, Precision.BF16);

        // When
        TrainingStatistics statistics =
                train(Patterns.network(1), 150, 0.05, options).statistics();

        // Then
        assertThat(statistics.heldOutAccuracy().orElseThrow()).isGreaterThan(0.95);
        assertThat(statistics.precision()).isEqualTo(Precision.BF16);
    }

    @Test
    void shouldSettleThePrecisionByAProbe() {
        TrainingOptions options = new TrainingOptions(1, 1, 1, Precision.AUTO);

        assertThat(train(Patterns.network(1), 1, 0.05, options).statistics().precision())
                .isNotEqualTo(Precision.AUTO);
    }

    @Test
    void shouldReportEveryStep() {
        // Given
        List<StepReport> reports = new ArrayList<>();

        // When
        new Training()
                .run(
                        Patterns.network(1),
                        DATA,
                        Patterns.recipe(10, 0.05, Patterns.NO_NOISE),
                        options(1, 1),
                        reports::add);

        // Then
        assertThat(reports).extracting(StepReport::step).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(reports.get(0).learningRate()).isZero();
        assertThat(reports.get(1).learningRate()).isCloseTo(0.05, within(1e-12));
        assertThat(reports).allSatisfy(report -> assertThat(report.loss()).isBetween(0.0, 50.0));
    }

    @Test
    void shouldCountAnEpochByTheLargerSet() {
        // Given 200 pseudo-labeled images at 16 per step
        Recipe recipe = Patterns.recipe(0, 0.05, Patterns.NO_NOISE);
        Recipe epochs = new Recipe(
                recipe.network(),
                3,
                0,
                8,
                2,
                recipe.objective(),
                recipe.optimizer(),
                recipe.noise(),
                0.9,
                Phases.JOINT,
                null,
                null);

        // When / Then
        assertThat(Plan.of(epochs, DATA).steps()).isEqualTo(3 * 13);
        assertThat(Plan.of(epochs, TrainingData.of(LABELED)).steps()).isEqualTo(3 * 3);
    }

    @Test
    void shouldRefuseToGoOnWhenTheLossIsNotFinite() {
        assertThatThrownBy(() -> train(Patterns.network(1), 60, 1e18, options(1, 1)))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRAINING_DIVERGED))
                .hasMessageContaining("lower the learning rate, now 1.0E18");
    }

    @Test
    void shouldRefuseAnEmptySelection() {
        TrainingData empty = TrainingData.of(LABELED)
                .with(new PseudoLabeledSamples(UNLABELED.images(), new int[0], (index, row) -> {}));

        assertThatThrownBy(() -> new Training()
                        .run(
                                Patterns.network(1),
                                empty,
                                Patterns.recipe(1, 0.1, Patterns.NO_NOISE),
                                options(1, 1),
                                TrainingListener.NONE))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_TRAINING_DATA))
                .hasMessageContaining("24 labeled and 0 pseudo-labeled");
    }

    @Test
    void shouldRefuseANetworkForOtherImages() {
        Graph other = Networks.build("resnet-8", new ImageShape(16, 16, 1), Patterns.CLASSES, 1);

        assertThatThrownBy(() -> train(other, 1, 0.1, options(1, 1)))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_MISMATCH));
    }

    @Test
    void shouldEndWhenTheListenerCancels() {
        // Given
        TrainingListener impatient = new TrainingListener() {
            private int steps;

            @Override
            public void stepped(StepReport report) {
                steps = report.step();
            }

            @Override
            public boolean isCancelled() {
                return steps == 3;
            }
        };

        // When / Then
        assertThatThrownBy(() -> new Training()
                        .run(
                                Patterns.network(1),
                                DATA,
                                Patterns.recipe(100, 0.05, Patterns.NO_NOISE),
                                options(1, 1),
                                impatient))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("after 3 of 100 steps");
    }

    @Test
    void shouldFailWithTheErrorOfASource() {
        SampleSource broken = new SampleSource() {
            @Override
            public int size() {
                return 24;
            }

            @Override
            public ImageShape shape() {
                return Patterns.SHAPE;
            }

            @Override
            public void read(int index, ByteBuffer destination) {
                throw new NoisyStudentException(ErrorCode.LINEAGE_EXPIRED, "partition 3", "the log begins later");
            }
        };
        TrainingData data = TrainingData.of(new LabeledSamples(broken, LABELED.labels()));

        assertThatThrownBy(() -> new Training()
                        .run(
                                Patterns.network(1),
                                data,
                                Patterns.recipe(5, 0.05, Patterns.NO_NOISE),
                                options(1, 1),
                                TrainingListener.NONE))
                .isInstanceOf(NoisyStudentException.class)
                .hasMessage("the log begins later");
    }

    private static TrainingOptions options(long seed, int loaders) {
        return new TrainingOptions(seed, 1, loaders, Precision.FP32);
    }

    private static TrainingResult train(Graph initial, int steps, double learningRate, TrainingOptions options) {
        return new Training()
                .run(
                        initial,
                        DATA,
                        Patterns.recipe(steps, learningRate, Patterns.SOME_NOISE),
                        options,
                        TrainingListener.NONE);
    }
}
