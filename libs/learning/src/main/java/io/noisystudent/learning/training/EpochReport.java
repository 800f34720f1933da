package io.noisystudent.learning.training;

import io.noisystudent.learning.objective.TermReport;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the terms of the loss did in an epoch.
 *
 * @param step of the training at which it ended
 * @param terms of the first network
 * @param heldOutAccuracy of the averaged weights, as a fraction, where early stopping watches it
 */
public record EpochReport(int step, List<TermReport> terms, OptionalDouble heldOutAccuracy) {}
