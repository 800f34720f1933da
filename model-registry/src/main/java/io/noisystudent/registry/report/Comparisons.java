package io.noisystudent.registry.report;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.registry.Metrics;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.PairedComparison;
import io.noisystudent.metrics.McNemar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the evidence about two versions side by side. */
public final class Comparisons {
    private Comparisons() {}

    /**
     * Compares on one split, by the newest evidence; evidence in which the two were paired is preferred.
     *
     * @param evidence about {@code version}
     * @param otherEvidence about {@code other}
     */
    public static VersionComparison of(
            ModelVersion version,
            Collection<ModelEvaluation> evidence,
            ModelVersion other,
            Collection<ModelEvaluation> otherEvidence,
            Split split) {
        ModelEvaluation paired = newest(evidence, split, version, other);
        ModelEvaluation reversed = newest(otherEvidence, split, other, version);
        ModelEvaluation mine = paired == null ? newest(evidence, split) : paired;
        ModelEvaluation theirs = paired == null && reversed != null ? reversed : matching(otherEvidence, split, mine);
        PairedComparison pair = pair(paired, reversed);
        if (mine == null || theirs == null) {
            return new VersionComparison(
                    version.model(), other.model(), split, id(mine), id(theirs), false, List.of(), List.of(), pair);
        }
        boolean sameClasses = version.classes().equals(other.classes());
        return new VersionComparison(
                version.model(),
                other.model(),
                split,
                mine.id(),
                theirs.id(),
                sameData(mine, theirs),
                metrics(mine.metrics(), theirs.metrics()),
                sameClasses ? classes(version.classes(), mine.metrics(), theirs.metrics()) : List.of(),
                pair);
    }

    private static @Nullable String id(@Nullable ModelEvaluation evaluation) {
        return evaluation == null ? null : evaluation.id();
    }

    private static @Nullable PairedComparison pair(
            @Nullable ModelEvaluation paired, @Nullable ModelEvaluation reversed) {
        if (paired != null) {
            return paired.comparison();
        }
        if (reversed == null) {
            return null;
        }
        // Seen from the other side: what one alone got right is what the other alone got wrong.
        PairedComparison other = Objects.requireNonNull(reversed.comparison());
        long gained = other.onlyIncumbent();
        long lost = other.onlyCandidate();
        return new PairedComparison(
                reversed.model(),
                other.bothRight(),
                gained,
                lost,
                other.bothWrong(),
                McNemar.pWorse(gained, lost),
                McNemar.pBetter(gained, lost),
                -other.difference(),
                -other.differenceHigh(),
                -other.differenceLow(),
                reversed.metrics().recallPerClass());
    }

    private static List<VersionComparison.Figure> metrics(Metrics a, Metrics b) {
        return List.of(
                VersionComparison.Figure.of("samples", (double) a.samples(), (double) b.samples()),
                VersionComparison.Figure.of("top1", a.top1(), b.top1()),
                VersionComparison.Figure.of("top5", a.top5(), b.top5()),
                VersionComparison.Figure.of("nll", a.nll(), b.nll()),
                VersionComparison.Figure.of("ece", a.ece(), b.ece()));
    }

    private static List<VersionComparison.Figure> classes(List<String> names, Metrics a, Metrics b) {
        List<VersionComparison.Figure> classes = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            classes.add(VersionComparison.Figure.of(
                    names.get(k), a.recallPerClass().get(k), b.recallPerClass().get(k)));
        }
        return classes;
    }

    /** The newest evidence in which {@code candidate} was compared with {@code incumbent}. */
    private static @Nullable ModelEvaluation newest(
            Collection<ModelEvaluation> evidence, Split split, ModelVersion candidate, ModelVersion incumbent) {
        return evidence.stream()
                .filter(found -> isPlain(found, split)
                        && found.model().equals(candidate.model())
                        && found.comparison() != null
                        && found.comparison().incumbent().equals(incumbent.model()))
                .max(Comparator.comparing(ModelEvaluation::at))
                .orElse(null);
    }

    private static @Nullable ModelEvaluation newest(Collection<ModelEvaluation> evidence, Split split) {
        return evidence.stream()
                .filter(found -> isPlain(found, split))
                .max(Comparator.comparing(ModelEvaluation::at))
                .orElse(null);
    }

    /** Evidence on the same data if there is any, else the newest. */
    private static @Nullable ModelEvaluation matching(
            Collection<ModelEvaluation> evidence, Split split, @Nullable ModelEvaluation other) {
        Optional<ModelEvaluation> same = evidence.stream()
                .filter(found -> isPlain(found, split) && other != null && sameData(found, other))
                .max(Comparator.comparing(ModelEvaluation::at));
        return same.orElseGet(() -> newest(evidence, split));
    }

    /** On the images as they are. */
    private static boolean isPlain(ModelEvaluation found, Split split) {
        return found.split() == split && found.condition() == null;
    }

    private static boolean sameData(ModelEvaluation a, ModelEvaluation b) {
        return a.data().size() == b.data().size() && a.data().containsAll(b.data());
    }
}
