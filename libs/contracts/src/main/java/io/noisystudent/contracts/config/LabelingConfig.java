package io.noisystudent.contracts.config;

/** How the log is labeled. */
public record LabelingConfig(
        @Key(allowed = "[0, 1)", defaultValue = "0.3", doc = "below it a labeler rejects a sample")
        double minConfidence,

        @Key(allowed = "[1, 1000000]", defaultValue = "2048", doc = "records per labeling task")
        int taskSamples) {
    /** Classes up to which labels are stored as whole distributions. */
    public static final int WHOLE_CLASSES = 128;

    /** Of more classes, the most probable ones that are stored, with the mass of the rest. */
    public static final int KEPT_CLASSES = 16;
}
