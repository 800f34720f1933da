package io.noisystudent.trainer.training;

import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.networks.graph.Graph;

/** A student before it is registered. */
public record TrainedStudent(Graph graph, TrainingReport report) {}
