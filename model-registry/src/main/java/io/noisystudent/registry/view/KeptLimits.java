package io.noisystudent.registry.view;

/**
 * How many of the things that are kept for good there may be. A registry that has more already goes on with them.
 *
 * @param evaluations of one version
 * @param evaluationBytes of the evidence of one version together, as JSON
 */
public record KeptLimits(int models, int evaluations, long evaluationBytes) {}
