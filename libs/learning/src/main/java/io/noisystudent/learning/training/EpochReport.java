package io.noisystudent.learning.training;

import io.noisystudent.learning.objective.TermReport;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the terms of the loss did in an epoch; the last one may be shorter.
 *
 * @param step of the training at which it ended
 * @param terms of all networks that are trained; those behind the first are named after them
 * @param heldOutAccuracy of the averaged weights, as a fraction, where early stopping watches it
 */
public record EpochReport(int step, List<TermReport> terms, OptionalDouble heldOutAccuracy) {}
