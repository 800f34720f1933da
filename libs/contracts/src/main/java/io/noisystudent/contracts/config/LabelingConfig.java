package io.noisystudent.contracts.config;

/** How the log is labeled. */
public record LabelingConfig(
        @Key(allowed = "[0, 1)", defaultValue = "0.3", doc = "below it a labeler rejects a sample")
        double minConfidence,

        @Key(allowed = "[1, 1000000]", defaultValue = "2048", doc = "records per labeling task")
        int taskSamples) {}
