package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumConfig.CollapseBounds;
import io.noisystudent.contracts.event.LabelingSummary;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says when pseudo-labels are too few or too one-sided to learn from. */
final class CollapseAlarm {
    private static final int NAMED = 10;

    private CollapseAlarm() {}

    /**
     * What is wrong with these labels, with figures and bounds; empty if nothing is.
     *
     * @param classes their names, in the order of the counts
     */
    static Optional<String> check(LabelingSummary labels, CollapseBounds bounds, List<String> classes) {
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
        List<String> empty = IntStream.range(0, classes.size())
                .filter(index -> labels.acceptedPerClass().get(index) == 0)
                .mapToObj(classes::get)
                .toList();
        if (empty.size() > bounds.maxEmptyClasses()) {
            return Optional.of(empty.size() + " classes have no accepted sample (" + names(empty)
                    + "); collapse.max-empty-classes allows " + bounds.maxEmptyClasses());
        }
        return Optional.empty();
    }

    private static String names(List<String> classes) {
        String first =
                classes.stream().limit(NAMED).map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        return classes.size() > NAMED ? first + " and " + (classes.size() - NAMED) + " more" : first;
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
