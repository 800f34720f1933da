package io.noisystudent.teacher.evaluation;

import io.noisystudent.contracts.registry.Metrics;
import io.noisystudent.contracts.registry.PairedComparison;
import org.jspecify.annotations.Nullable;

/**
 * What a candidate is worth on one split.
 *
 * @param comparison null without an incumbent
 * @param unpaired samples that only one of the two models was asked about; they count nowhere
 */
public record SplitScore(Metrics metrics, @Nullable PairedComparison comparison, long unpaired) {}
