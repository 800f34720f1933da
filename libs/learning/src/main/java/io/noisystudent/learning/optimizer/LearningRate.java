package io.noisystudent.learning.optimizer;

import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Schedule;

/** The learning rate of every step. */
@FunctionalInterface
public interface LearningRate {
    /** The rate of step {@code t}, counted from 0. */
    double rate(int t);

    /**
     * What a recipe asks for, applied to a number of steps.
     *
     * @param totalSteps the train ratio included, which stretches the schedule but leaves the warm-up as long as it was
     */
    static LearningRate of(OptimizerConfig settings, int totalSteps) {
        double peak = settings.learningRate();
        double rise = settings.warmup() / Math.max(1, settings.trainRatio());
        int warmup = (int) Math.round(totalSteps * rise);
        Schedule schedule = settings.schedule();
        if (schedule instanceof Schedule.Step step) {
            return new Warmup(peak, warmup, StepSchedule.of(peak, step, totalSteps));
        } else if (schedule instanceof Schedule.Staircase staircase) {
            double distance = staircase.every() * totalSteps;
            return new Warmup(peak, warmup, new StaircaseSchedule(peak, distance, staircase.factor()));
        }
        return new CosineSchedule(peak, 0, warmup, totalSteps);
    }
}
