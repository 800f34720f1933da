package io.noisystudent.learning.optimizer;

/**
 * A linear rise from 0 before another schedule, which counts from step 0 all the same.
 *
 * @param peak rate to which it rises
 * @param steps of the rise
 */
record Warmup(double peak, int steps, LearningRate after) implements LearningRate {
    @Override
    public double rate(int t) {
        return t < steps ? peak * t / steps : after.rate(t);
    }
}
