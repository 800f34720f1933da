package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.CurriculumConfig.CollapseBounds;

/** The sections that are numbers only. */
final class PolicySections {
    private static final double SUM_TOLERANCE = 1e-6;

    private PolicySections() {}

    static SplitShares splits(Section splits) {
        SplitShares fallback = SplitShares.DEFAULT;
        SplitShares read = new SplitShares(
                splits.number("train", fallback.train(), "[0, 1]"),
                splits.number("validation", fallback.validation(), "[0, 1]"),
                splits.number("test", fallback.test(), "[0, 1]"));
        splits.refuseOthers();
        double sum = read.train() + read.validation() + read.test();
        if (Math.abs(sum - 1) > SUM_TOLERANCE) {
            splits.problems()
                    .add(splits.path("train") + ", validation and test: " + read.train() + " + " + read.validation()
                            + " + " + read.test() + " is not 1; give shares that sum to 1");
        }
        return read;
    }

    static TopicConfig topics(Section topics) {
        TopicConfig read = new TopicConfig(
                topics.integer("data-partitions", 4, 1, 10_000),
                topics.integer("task-partitions", 4, 1, 10_000),
                (short) topics.integer("replication", 1, 1, 100));
        topics.refuseOthers();
        return read;
    }

    static CurriculumConfig curriculum(Section curriculum, int classes) {
        CurriculumConfig read = new CurriculumConfig(
                curriculum.integer("max-generations", 3, 0, 1_000_000),
                curriculum.integer("patience", 2, 1, 1_000_000),
                curriculum.integer("students-per-generation", 1, 1, 1000),
                curriculum.whole("min-new-samples", 10_000, 1, 1_000_000_000_000L),
                curriculum.whole("min-new-labels", 100, 1, 1_000_000_000_000L),
                curriculum.flag("control", false),
                curriculum.whole("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
                collapse(curriculum.section("collapse"), classes));
        curriculum.refuseOthers();
        return read;
    }

    static LabelingConfig labeling(Section labeling) {
        LabelingConfig read = new LabelingConfig(
                labeling.number("min-confidence", 0.3, "[0, 1)"), labeling.integer("task-samples", 2048, 1, 1_000_000));
        labeling.refuseOthers();
        return read;
    }

    private static CollapseBounds collapse(Section collapse, int classes) {
        CollapseBounds read = new CollapseBounds(
                collapse.number("min-accepted-share", 0.01, "[0, 1]"),
                collapse.number("min-entropy", 0.3, "[0, 1]"),
                collapse.integer("max-empty-classes", classes / 5, 0, Math.max(0, classes - 1)));
        collapse.refuseOthers();
        return read;
    }
}
