package io.noisystudent.contracts.config;

/**
 * How the log is labelled.
 *
 * @param minConfidence below it a sample is rejected by the labeler
 * @param taskSamples records of the log per labeling task
 */
public record LabelingConfig(double minConfidence, int taskSamples) {}
