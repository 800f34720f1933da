package io.noisystudent.learning.optimizer;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.FusedOperator;
import io.noisystudent.learning.torch.NativeScope;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A factor on the loss that keeps float16 gradients from vanishing, as large as they bear it (Micikevicius et al. 2018;
 * rule and constants of {@code torch.amp.GradScaler}).
 *
 * <p>A step whose gradients are not finite is skipped and halves the factor; 2,000 finite steps in a row double it. The
 * host waits for the gradients of every step, to know whether it counts.
 */
public final class LossScaler {
    private static final double GROWTH = 2;
    private static final double BACKOFF = 0.5;
    private static final int GROWTH_INTERVAL = 2000;

    private final FusedOperator unscale = FusedOperator.named("aten::_amp_foreach_non_finite_check_and_unscale_");
    private final Compute compute;
    private State state;

    /**
     * What it remembers.
     *
     * @param scale the factor
     * @param finiteSteps in a row, since the factor changed
     * @param skippedSteps in this phase
     */
    public record State(double scale, int finiteSteps, int skippedSteps) {
        /** At the first step. */
        public static final State INITIAL = new State(65536, 0, 0);

        /** With the factor and what led to it; the averages of another phase count their updates from 0. */
        public State ofNextPhase() {
            return new State(scale, finiteSteps, 0);
        }

        /** After a step with finite gradients, or with others. */
        State after(boolean finite) {
            if (!finite) {
                return new State(scale * BACKOFF, 0, skippedSteps + 1);
            }
            boolean grows = finiteSteps + 1 == GROWTH_INTERVAL && Float.isFinite((float) (scale * GROWTH));
            return grows
                    ? new State(scale * GROWTH, 0, skippedSteps)
                    : new State(scale, (finiteSteps + 1) % GROWTH_INTERVAL, skippedSteps);
        }
    }

    public LossScaler(Compute compute, State state) {
        this.compute = compute;
        this.state = state;
    }

    /** What to go on with later. */
    public State state() {
        return state;
    }

    /** The loss to differentiate. */
    public Tensor scaled(Tensor loss) {
        return loss.mul(new Scalar(state.scale()));
    }

    /**
     * Takes the factor out of gradients in place, and adapts it for the next step.
     *
     * @return whether all of them are finite; if not, the step is to be skipped
     */
    public boolean unscale(List<Tensor> gradients) {
        boolean finite = NativeScope.callWithoutGradients(() -> {
            Tensor overflow = compute.full(ScalarType.Float, 0, 1);
            Tensor inverse = compute.full(ScalarType.Float, 1 / state.scale(), 1);
            unscale.call(List.of(gradients), new IValue(overflow), new IValue(inverse));
            return overflow.item_float() == 0;
        });
        state = state.after(finite);
        return finite;
    }
}
