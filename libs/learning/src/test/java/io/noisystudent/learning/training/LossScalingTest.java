package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Schedule;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.checkpoint.Position;
import io.noisystudent.learning.checkpoint.TrainingState;
import io.noisystudent.learning.objective.LabeledCrossEntropy;
import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.objective.RowKind;
import io.noisystudent.learning.objective.WeightedLoss;
import io.noisystudent.learning.optimizer.LossScaler;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.DelegatingCompute;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.graph.Graph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Trainings whose loss is scaled; the products stay float32, so that scaling by powers of two changes no bit. */
class LossScalingTest {
    private static final TrainingData DATA = TrainingData.of(Patterns.samples(24, 1));
    private static final int STEPS = 9;
    private static final long SEED = 5;

    @TempDir
    Path directory;

    @Test
    void shouldLearnTheSameWithAScaledLoss() {
        TrainingResult expected =
                run(Compute.cpu(1, Precision.FP32, Kernels.AUTO), Set.of(), x -> {}, Checkpoints.NONE);
        TrainingResult actual = run(new ScaledDevice(), Set.of(), x -> {}, Checkpoints.NONE);

        assertThat(actual.graph().initializers()).isEqualTo(expected.graph().initializers());
        assertThat(actual.statistics().loss()).isEqualTo(expected.statistics().loss());
        assertThat(actual.statistics().precision()).isEqualTo(Precision.FP16);
    }

    @Test
    void shouldMoveNothingInAStepThatOverflows() {
        // Given the first two steps overflow, of the three to the first checkpoint
        FileCheckpoints kept = new FileCheckpoints(directory.resolve("checkpoint"));
        List<Double> losses = new ArrayList<>();

        // When
        TrainingResult result = run(new ScaledDevice(), Set.of(0, 1), report -> losses.add(report.loss()), kept);

        // Then
        Position position = TrainingState.position(kept.file).orElseThrow();
        assertThat(position.scaling()).contains(new LossScaler.State(65536 / 4.0, STEPS - 2, 2));
        assertThat(losses).hasSize(STEPS).allMatch(Double::isFinite);
        assertThat(result.graph().initializers())
                .isNotEqualTo(Patterns.network(1).initializers());
    }

    /** The optimizer and the average count no step that was skipped; rate and batches do. */
    @ParameterizedTest
    @EnumSource(Recipe.Algorithm.class)
    void shouldLearnAsIfTheStepsThatOverflowWereLeftOut(Recipe.Algorithm algorithm) {
        // Given
        Recipe recipe =
                recipe(STEPS).withOptimizer(new OptimizerConfig(.01, .9, 1e-4, .1, algorithm, new Schedule.Cosine()));

        // When
        Graph actual = training(new Overflow(Set.of(0, 1), false))
                .run(
                        Patterns.network(1),
                        DATA,
                        recipe,
                        new TrainingOptions(SEED, new ScaledDevice(), 1),
                        x -> {},
                        Checkpoints.NONE)
                .graph();

        // Then
        assertThat(actual.initializers()).isEqualTo(withoutTheFirst(2, recipe).initializers());
    }

    private static Graph withoutTheFirst(int skipped, Recipe recipe) {
        Compute compute = Compute.cpu(1, Precision.FP32, Kernels.AUTO);
        TrainingOptions options = new TrainingOptions(SEED, compute, 1);
        Graph initial = Patterns.network(1);
        Phase phase = Phase.of(recipe, DATA).get(0);
        try (Objective objective = objective(new Overflow(Set.of(), false));
                Cohort cohort = new Cohort(List.of(phase), List.of(initial), List.of(objective), compute);
                BatchLoader loader = new BatchLoader(DATA, phase, options, initial, cohort.inputs(), 0);
                TeacherPass teachers = new TeacherPass(List.of(), cohort.inputs(), compute)) {
            for (int step = 0; step < phase.steps(); step++) {
                StepSeeds seeds = new StepSeeds(phase.seed(SEED), step);
                cohort.differentiate(
                                loader.next().tensors(),
                                teachers,
                                seeds,
                                new Cohort.StepOptions(compute, 1, Optional.empty(), 0, false))
                        .loss()
                        .close();
                loader.release();
                if (step < skipped) {
                    cohort.skip();
                } else {
                    int at = step;
                    cohort.update(step - skipped, own -> own.rate(at));
                }
            }
            return cohort.averaged().get(0);
        }
    }

    @Test
    void shouldEndWithTheWeightsOfAnUninterruptedRun() {
        // Given
        Graph expected =
                run(new ScaledDevice(), Set.of(1), x -> {}, Checkpoints.NONE).graph();
        FileCheckpoints kept = new FileCheckpoints(directory.resolve("checkpoint"));
        assertThatThrownBy(() -> run(new ScaledDevice(), Set.of(1), new Interrupting(5), kept))
                .isInstanceOf(CancellationException.class);
        List<Integer> steps = new ArrayList<>();

        // When
        Graph resumed = run(new ScaledDevice(), Set.of(), report -> steps.add(report.step()), kept)
                .graph();

        // Then
        assertThat(steps).startsWith(4);
        assertThat(resumed.initializers()).isEqualTo(expected.initializers());
    }

    @Test
    void shouldGoOnAfterALossThatOverflows() {
        // Given
        List<Double> losses = new ArrayList<>();

        // When
        TrainingResult result = run(
                new ScaledDevice(),
                STEPS,
                new Overflow(Set.of(0, 1), false, Double.NaN),
                report -> losses.add(report.loss()),
                Checkpoints.NONE);

        // Then
        assertThat(losses).as("no loss is known before").hasSize(STEPS - 2).allMatch(loss -> loss > 0);
        assertThat(result.statistics().loss()).isBetween(0.1, 10.0);
    }

    @Test
    void shouldGiveUpWhenEveryLossOverflows() {
        assertThatThrownBy(() -> run(
                        new ScaledDevice(), 40, new Overflow(Set.of(), true, Double.NaN), x -> {}, Checkpoints.NONE))
                .hasMessageContaining("overflow fp16");
    }

    /** A resumed training would begin in a precision that the card does not have. */
    @Test
    void shouldStartOverWithTheCheckpointOfAPrecisionThatTheDeviceLacks() {
        // Given
        FileCheckpoints kept = new FileCheckpoints(directory.resolve("checkpoint"));
        assertThatThrownBy(() -> run(new ScaledDevice(), Set.of(), new Interrupting(5), kept))
                .isInstanceOf(CancellationException.class);
        List<Integer> steps = new ArrayList<>();
        Compute older = new ScaledDevice() {
            @Override
            public boolean has(Precision other) {
                return other == Precision.FP32;
            }
        };

        // When
        run(older, Set.of(), report -> steps.add(report.step()), kept);

        // Then
        assertThat(steps).startsWith(1);
    }

    @Test
    void shouldGiveUpWhenEveryStepOverflows() {
        assertThatThrownBy(() -> run(new ScaledDevice(), 40, new Overflow(Set.of(), true), x -> {}, Checkpoints.NONE))
                .hasMessageContaining("overflow fp16")
                .hasMessageContaining("bf16 or fp32");
    }

    private static TrainingResult run(
            Compute compute, Set<Integer> overflowing, TrainingListener listener, Checkpoints checkpoints) {
        return run(compute, STEPS, new Overflow(overflowing, false), listener, checkpoints);
    }

    private static TrainingResult run(
            Compute compute, int steps, Overflow overflow, TrainingListener listener, Checkpoints checkpoints) {
        return training(overflow)
                .run(
                        Patterns.network(1),
                        DATA,
                        recipe(steps),
                        new TrainingOptions(SEED, compute, 1),
                        listener,
                        checkpoints);
    }

    private static Recipe recipe(int steps) {
        return Patterns.recipe(steps, 0.05, Patterns.SOME_NOISE);
    }

    private static Training training(Overflow overflow) {
        return new Training(System::nanoTime, request -> objective(overflow));
    }

    private static Objective objective(Overflow overflow) {
        return new Objective(List.of(
                new WeightedLoss("cross-entropy", 1, new LabeledCrossEntropy(.1)),
                new WeightedLoss("overflow", 1, overflow)));
    }

    /** A term that is 0, and in some calls has a gradient that is not finite; reports call it too. */
    private static final class Overflow implements Loss {
        private final Set<Integer> calls;
        private final boolean always;
        private final double value;
        private int call;

        private Overflow(Set<Integer> calls, boolean always) {
            this(calls, always, 0);
        }

        /** @param value what the term is when it overflows */
        private Overflow(Set<Integer> calls, boolean always, double value) {
            this.calls = calls;
            this.always = always;
            this.value = value;
        }

        @Override
        public RowKind rows() {
            return RowKind.LABELED;
        }

        @Override
        public Tensor of(LossContext context) {
            Tensor logits = context.logits(rows());
            boolean overflows = always || calls.contains(call++);
            Tensor zero = logits.sub(logits.detach()).sum().mul(new Scalar(0.0));
            return overflows ? zero.square().sqrt().add(new Scalar(value)) : zero;
        }
    }

    private static class ScaledDevice extends DelegatingCompute {
        private ScaledDevice() {
            super(Compute.cpu(1, Precision.FP32, Kernels.AUTO));
        }

        @Override
        public String device() {
            return "scaled";
        }

        @Override
        public Precision precision() {
            return Precision.FP16;
        }

        @Override
        public boolean has(Precision other) {
            return true;
        }

        @Override
        public Compute with(Precision other) {
            return this;
        }
    }
}
