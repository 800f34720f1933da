package io.noisystudent.learning.optimizer;

/**
 * A rate that is multiplied at equal distances: {@code peak * factor ^ floor(t / distance)}, TensorFlow's exponential
 * decay with staircase.
 *
 * @param distance in steps, not necessarily a whole number
 */
record StaircaseSchedule(double peak, double distance, double factor) implements LearningRate {
    /** A step that is a multiple of the distance but for rounding belongs to the next stair. */
    private static final double ROUNDING = 1e-9;

    StaircaseSchedule {
        if (!(distance > 0)) {
            throw new IllegalArgumentException("distance is " + distance + " steps; it is above 0");
        }
    }

    @Override
    public double rate(int t) {
        return peak * Math.pow(factor, Math.floor(t / distance + ROUNDING));
    }
}
