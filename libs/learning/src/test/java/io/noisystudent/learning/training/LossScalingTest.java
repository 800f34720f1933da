package io.noisystudent.learning.training;

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
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Trainings whose loss is scaled; the products stay float32, so that scaling by powers of two changes no bit. */
class LossScalingTest {
    private static final TrainingData DATA = TrainingData.of(Patterns.samples(24, 1));
    private static final int STEPS = 9;

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
        return new Training(
                        System::nanoTime,
                        request -> new Objective(List.of(
                                new WeightedLoss("cross-entropy", 1, new LabeledCrossEntropy(.1)),
                                new WeightedLoss("overflow", 1, overflow))))
                .run(
                        Patterns.network(1),
                        DATA,
                        Patterns.recipe(steps, 0.05, Patterns.SOME_NOISE),
                        new TrainingOptions(5, compute, 1),
                        listener,
                        checkpoints);
    }

    /** A term that is 0, and in some calls has a gradient that is not finite; reports call it too. */
    private static final class Overflow implements Loss {
        private final Set<Integer> calls;
        private final boolean always;
        private int call;

        private Overflow(Set<Integer> calls, boolean always) {
            this.calls = calls;
            this.always = always;
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
            return overflows ? zero.square().sqrt() : zero;
        }
    }

    private static final class ScaledDevice extends DelegatingCompute {
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
        public Compute with(Precision other) {
            return this;
        }
    }
}
