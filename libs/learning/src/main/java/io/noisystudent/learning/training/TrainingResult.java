package io.noisystudent.learning.training;

import io.noisystudent.networks.graph.Graph;

/**
 * A trained network.
 *
 * @param graph the initial graph with the averaged weights and running statistics; metadata as it was
 */
public record TrainingResult(Graph graph, TrainingStatistics statistics) {}
