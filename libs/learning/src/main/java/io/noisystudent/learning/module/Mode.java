package io.noisystudent.learning.module;

/** How a network runs: with noise and the batch's statistics, or without noise and with the running statistics. */
public enum Mode {
    TRAINING,
    EVALUATION
}
