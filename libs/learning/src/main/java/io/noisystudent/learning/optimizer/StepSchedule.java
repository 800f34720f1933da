package io.noisystudent.learning.optimizer;

import io.noisystudent.contracts.config.Schedule;
import java.util.List;

/**
 * A rate that is multiplied at a few steps.
 *
 * @param peak rate before the first of them
 * @param milestones the steps from which a factor counts
 */
record StepSchedule(double peak, List<Integer> milestones, double factor) implements LearningRate {
    StepSchedule {
        milestones = List.copyOf(milestones);
    }

    static StepSchedule of(double peak, Schedule.Step step, int totalSteps) {
        List<Integer> milestones = step.at().stream()
                .map(share -> (int) Math.round(share * totalSteps))
                .toList();
        return new StepSchedule(peak, milestones, step.factor());
    }

    @Override
    public double rate(int t) {
        long passed = milestones.stream().filter(milestone -> t >= milestone).count();
        return peak * Math.pow(factor, (double) passed);
    }
}
