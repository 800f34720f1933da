package io.noisystudent.contracts.event;

import io.noisystudent.contracts.log.LogRange;

/**
 * Asks a labeler to predict the held-out samples (validation and test) of one partition of the labeled log; the
 * answer is {@link Predictions}.
 *
 * <p>The range is a whole partition up to the snapshot, so that the labeler itself can apply corrections: within it a
 * later record replaces earlier ones with the same key and an empty value deletes them.
 *
 * @param generation the generation for which the model is evaluated
 */
public record EvaluationTask(String id, String generation, ModelRef model, LogRange range) {}
