package io.noisystudent.labeler.stages;

/**
 * What one run of the pipeline did.
 *
 * @param samples wanted samples, unreadable records included as one each
 * @param readMillis time that the run waited for records and decoders
 * @param inferenceMillis time spent in the network
 */
public record RunSummary(long samples, long readMillis, long inferenceMillis) {}
