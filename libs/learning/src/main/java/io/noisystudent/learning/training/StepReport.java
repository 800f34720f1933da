package io.noisystudent.learning.training;

/**
 * Where a training is.
 *
 * @param step steps that are done
 * @param steps steps altogether
 * @param loss of the last step, or of the last one that was read, where reading waits for a device
 * @param learningRate of the last step
 * @param imagesPerSecond since the first step
 */
public record StepReport(int step, int steps, double loss, double learningRate, double imagesPerSecond) {}
