package io.noisystudent.contracts.event;

import io.noisystudent.contracts.log.LogRange;

/** Asks a labeler to label one range of the unlabeled log with one model; the answer is {@link PseudoLabels}. */
public record LabelingTask(String id, int generation, ModelRef model, LogRange range, double minConfidence) {}
