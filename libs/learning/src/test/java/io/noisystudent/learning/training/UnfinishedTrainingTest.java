package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Schedule;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.DelegatingCompute;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Precision;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Trainings that cannot begin, because a card has no memory left. */
class UnfinishedTrainingTest {
    private static final TrainingData DATA =
            TrainingData.of(Patterns.samples(24, 1)).evaluatedOn(Patterns.samples(20, 3));
    private static final int NEVER = Integer.MAX_VALUE;

    /** Whatever was made before is closed: memory that waits for the garbage collector is missing to the next request. */
    @ParameterizedTest
    @EnumSource(Recipe.Algorithm.class)
    void shouldLeaveNothingBehind(Recipe.Algorithm algorithm) {
        // Given
        Recipe recipe = Patterns.recipe(3, 0.05, Patterns.NO_NOISE)
                .withOptimizer(new OptimizerConfig(.01, .9, 1e-4, .1, algorithm, new Schedule.Cosine()));
        int makings = makings(recipe);

        // When
        for (int made = 0; made < makings; made++) {
            FullCard card = new FullCard(made, Precision.FP32);
            assertThatThrownBy(() -> run(recipe, card)).hasMessage(FullCard.MESSAGE);
            assertThat(card.tensorsInUse()).as("of %s", made).isZero();
        }

        // Then
        assertThat(makings).isGreaterThan(10);
    }

    @Test
    void shouldLeaveNothingBehindWhereTheProbeFails() {
        // Given
        Recipe recipe = Patterns.recipe(3, 0.05, Patterns.NO_NOISE);
        int makings = makings(recipe);

        // When the networks of the training fit, and the one that is probed does not
        FullCard card = new FullCard(makings + 1, Precision.AUTO);
        assertThatThrownBy(() -> run(recipe, card)).hasMessage(FullCard.MESSAGE);

        // Then
        assertThat(card.tensorsInUse()).isZero();
    }

    /** How many tensors with memory of their own are made before the first step. */
    private static int makings(Recipe recipe) {
        FullCard card = new FullCard(NEVER, Precision.FP32);
        int[] before = {0};
        run(recipe, card, report -> before[0] = before[0] == 0 ? card.made.size() : before[0]);
        return before[0];
    }

    private static void run(Recipe recipe, Compute compute) {
        run(recipe, compute, report -> {});
    }

    private static void run(Recipe recipe, Compute compute, TrainingListener listener) {
        new Training()
                .run(
                        List.of(
                                new Training.Student(Patterns.network(1), recipe),
                                new Training.Student(Patterns.network(2), recipe)),
                        DATA,
                        new TrainingOptions(5, compute, 1),
                        listener,
                        Checkpoints.NONE);
    }

    /** The processor, with memory for so many tensors that last. */
    private static final class FullCard extends DelegatingCompute {
        private static final String MESSAGE = "CUDA out of memory";

        private final int most;
        private final Precision precision;
        private final List<Tensor> made = new ArrayList<>();

        private FullCard(int most, Precision precision) {
            super(Compute.cpu(1, Precision.FP32, Kernels.AUTO));
            this.most = most;
            this.precision = precision;
        }

        @Override
        public String device() {
            return "full:0";
        }

        @Override
        public Precision precision() {
            return precision;
        }

        @Override
        public boolean hasFast(Precision other) {
            return true;
        }

        @Override
        public Compute with(Precision other) {
            return this;
        }

        @Override
        public Tensor zerosLike(Tensor other) {
            return make(() -> super.zerosLike(other));
        }

        @Override
        public Tensor onesLike(Tensor other) {
            return make(() -> super.onesLike(other));
        }

        @Override
        public Tensor copyOf(ScalarType type, ByteBuffer bytes, long... shape) {
            return make(() -> super.copyOf(type, bytes, shape));
        }

        private Tensor make(Supplier<Tensor> making) {
            if (made.size() == most) {
                throw new IllegalStateException(MESSAGE);
            }
            Tensor tensor = making.get();
            made.add(NativeScope.keep(new Tensor(tensor)));
            return tensor;
        }

        /** Those that something else than this refers to. */
        private long tensorsInUse() {
            return made.stream().filter(tensor -> tensor.use_count() > 1).count();
        }
    }
}
