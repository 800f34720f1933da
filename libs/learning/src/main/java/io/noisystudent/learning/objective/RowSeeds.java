package io.noisystudent.learning.objective;

/** Seeds for what a term draws at random: functions of the training's seed, the step, the term and the row alone. */
@FunctionalInterface
public interface RowSeeds {
    /** @param term its place in the objective */
    long seed(int term, int row);
}
