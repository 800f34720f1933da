package io.noisystudent.labeler.stages;

/**
 * What one run of the pipeline did.
 *
 * @param samples wanted samples, unreadable records included as one each
 * @param readMillis time that the run waited for records
 * @param inferenceMillis time that batches spent in the network, also those that were there at once
 */
public record RunSummary(long samples, long readMillis, long inferenceMillis) {}
