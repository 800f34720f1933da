package io.noisystudent.learning.objective;

import io.noisystudent.learning.torch.Compute;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * How a teacher's distributions become targets.
 *
 * @param soft keep the distribution; otherwise its most probable class
 * @param temperature of soft targets
 * @param smoothing of hard targets
 */
public record PseudoTargets(boolean soft, double temperature, double smoothing) {
    private static final int CLASSES = 1;

    /** @param distributions (N, K), not changed */
    Tensor of(Tensor distributions, Compute compute) {
        if (soft) {
            return Targets.tempered(distributions, temperature);
        }
        Tensor best = distributions.argmax(new LongOptional(CLASSES), false);
        return Targets.smoothed(best, distributions.size(CLASSES), smoothing, compute);
    }
}
