package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumConfig.CollapseBounds;
import io.noisystudent.contracts.event.LabelingSummary;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says when pseudo-labels are too few or too one-sided to learn from. */
final class CollapseAlarm {
    private CollapseAlarm() {}

    /** What is wrong with these labels, with figures and bounds; empty if nothing is. */
    static Optional<String> check(LabelingSummary labels, CollapseBounds bounds) {
        if (labels.accepted() == 0) {
            return Optional.of("no pseudo-label was accepted of " + labels.samples() + " samples ("
                    + labels.unreadable() + " unreadable): lower labeling.min-confidence");
        }
        double share = (double) labels.accepted() / labels.samples();
        if (share < bounds.minAcceptedShare()) {
            return Optional.of(format(
                    "only %.4f of the samples were accepted, below collapse.min-accepted-share %.4f",
                    share, bounds.minAcceptedShare()));
        }
        double entropy = entropy(labels.acceptedPerClass());
        if (entropy < bounds.minEntropy()) {
            return Optional.of(format(
                    "the accepted classes have %.4f of the entropy of even ones, below collapse.min-entropy %.4f",
                    entropy, bounds.minEntropy()));
        }
        long empty =
                labels.acceptedPerClass().stream().filter(count -> count == 0).count();
        if (empty > bounds.maxEmptyClasses()) {
            return Optional.of(empty + " classes have no accepted sample, more than collapse.max-empty-classes "
                    + bounds.maxEmptyClasses());
        }
        return Optional.empty();
    }

    /** Entropy of the counts as a share of that of a uniform distribution, 0 to 1. */
    static double entropy(List<Long> counts) {
        double total = counts.stream().mapToLong(Long::longValue).sum();
        if (counts.size() < 2 || total == 0) {
            return 1;
        }
        double nats = 0;
        for (long count : counts) {
            if (count > 0) {
                nats -= count / total * Math.log(count / total);
            }
        }
        return nats / Math.log(counts.size());
    }

    private static String format(String pattern, double value, double bound) {
        return String.format(Locale.ROOT, pattern, value, bound);
    }
}
