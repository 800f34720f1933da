package io.noisystudent.learning.objective;

/**
 * What one term did in an epoch.
 *
 * @param name of the term
 * @param mean of its values, without its weight
 * @param gradientShare norm of its weighted gradient over the sum of those of all terms, by what terms read of the
 *     student: logits and kept values; of the epoch's last step
 */
public record TermReport(String name, double mean, double gradientShare) {}
