package io.noisystudent.learning.objective;

import io.noisystudent.contracts.config.Weight;

/**
 * A term and its share in the loss.
 *
 * @param name under which it is reported
 */
public record WeightedLoss(String name, Weight weight, Loss loss) {
    /** With a weight that stays. */
    public WeightedLoss(String name, double weight, Loss loss) {
        this(name, Weight.of(weight), loss);
    }

    /**
     * Whether it is part of the loss of a step: it has a weight, and there are rows for it.
     *
     * @param share of the training at which the step is
     */
    boolean isIn(double share, BatchTargets targets) {
        return weight.at(share) != 0 && targets.count(loss.rows()) > 0;
    }
}
