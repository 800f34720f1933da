package io.noisystudent.learning.objective;

/**
 * A term and its share in the loss.
 *
 * @param name under which it is reported
 */
public record WeightedLoss(String name, double weight, Loss loss) {}
