package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.DelegatingCompute;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.Precision;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is chosen on a card, which is the processor with failures of a card. */
class PrecisionProbeTest {
    private static final TrainingData DATA =
            TrainingData.of(Patterns.samples(24, 1)).with(Patterns.pseudoLabeled(Patterns.samples(100, 2)));
    private static final Recipe RECIPE = Patterns.recipe(10, 0.05, Patterns.NO_NOISE);
    private static final int ROWS = 24;

    private final AtomicLong time = new AtomicLong();
    private final Set<Long> rows = new HashSet<>();

    @Test
    void shouldTakeTheFasterOne() {
        assertThat(chosen(1, new Card(Precision.AUTO, "", 4, 3))).isEqualTo(Precision.BF16);
        assertThat(chosen(1, new Card(Precision.AUTO, "", 4, 4))).isEqualTo(Precision.FP32);
        assertThat(rows).containsExactly((long) ROWS);
    }

    @Test
    void shouldTryNoMoreThanAPartOfABatch() {
        chosen(4, new Card(Precision.AUTO, "", 4, 3));

        assertThat(rows).containsExactly((long) ROWS / 4);
    }

    @Test
    void shouldTakeBfloat16WhereFloat32DoesNotFit() {
        assertThat(chosen(1, new Card(Precision.AUTO, "CUDA out of memory. Tried to allocate 2.00 GiB", 1, 1)))
                .isEqualTo(Precision.BF16);
        assertThatThrownBy(() -> chosen(1, new Card(Precision.AUTO, "CUDA error: launch failure", 1, 1)))
                .hasMessageContaining("launch failure");
    }

    private Precision chosen(int parts, Compute wish) {
        Phase phase = Phase.of(RECIPE.withOptimizer(RECIPE.optimizer().withParts(parts)), DATA)
                .get(0);
        return new PrecisionProbe(time::get).choose(wish, Patterns.network(1), phase, LossInputs.NONE);
    }

    /** Takes so long for a pass in float32 and in bfloat16, or fails in float32. */
    private final class Card extends DelegatingCompute {
        private final Precision precision;
        private final String failure;
        private final int exact;
        private final int half;

        private Card(Precision precision, String failure, int exact, int half) {
            super(Compute.cpu(1, Precision.FP32, Kernels.AUTO));
            this.precision = precision;
            this.failure = failure;
            this.exact = exact;
            this.half = half;
        }

        @Override
        public String device() {
            return "card:0";
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
            return new Card(other, failure, exact, half);
        }

        @Override
        public Tensor onDevice(Tensor onHost) {
            rows.add(onHost.size(0));
            return super.onDevice(onHost);
        }

        @Override
        public <R> R inPrecision(Supplier<R> block) {
            if (precision == Precision.FP32 && !failure.isEmpty()) {
                throw new IllegalStateException(failure);
            }
            time.addAndGet(precision == Precision.FP32 ? exact : half);
            return super.inPrecision(block);
        }
    }
}
