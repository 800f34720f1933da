package io.noisystudent.learning.optimizer;

/**
 * Learning rate that rises linearly and then falls along half a cosine (Loshchilov and Hutter 2017, without restarts).
 *
 * @param peak rate at the end of the warm-up
 * @param floor rate at the last step
 * @param warmupSteps steps of the linear rise from 0
 * @param totalSteps steps altogether
 */
public record CosineSchedule(double peak, double floor, int warmupSteps, int totalSteps) implements LearningRate {
    public CosineSchedule {
        if (warmupSteps < 0 || totalSteps < warmupSteps) {
            throw new IllegalArgumentException(
                    "warm-up of " + warmupSteps + " steps in " + totalSteps + " steps; it must fit into them");
        }
    }

    @Override
    public double rate(int t) {
        if (t < warmupSteps) {
            return peak * t / warmupSteps;
        }
        double progress = totalSteps == warmupSteps ? 1 : (double) (t - warmupSteps) / (totalSteps - warmupSteps);
        return floor + 0.5 * (peak - floor) * (1 + Math.cos(Math.PI * progress));
    }
}
