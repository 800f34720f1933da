package io.noisystudent.registry.report;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.PairedComparison;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A version beside the controls that it was compared with: networks like it that were trained on the labels alone.
 *
 * @param imagePasses of this version's own training; null if its report does not say
 * @param comparisons one per control and split
 */
public record ControlReport(ModelRef version, @Nullable Long imagePasses, List<Comparison> comparisons) {
    public ControlReport {
        comparisons = List.copyOf(comparisons);
    }

    /**
     * The same samples, seen by both.
     *
     * @param evaluation id of the evidence about the version
     * @param imagePasses of the control's training; null if its report does not say
     * @param difference of the accuracies, the version's minus the control's, with its 95 % bootstrap interval
     * @param pBetter how likely so many gains are if the version is no better than the control
     */
    public record Comparison(
            String evaluation,
            ModelRef control,
            @Nullable Long imagePasses,
            Split split,
            long samples,
            double top1,
            double controlTop1,
            double difference,
            double differenceLow,
            double differenceHigh,
            double pBetter) {}

    /**
     * What the evidence about a version says of controls.
     *
     * @param versions finds the versions that the evidence names
     */
    public static ControlReport of(
            ModelVersion version,
            Collection<ModelEvaluation> evidence,
            Function<ModelRef, Optional<ModelVersion>> versions) {
        List<Comparison> comparisons = evidence.stream()
                .filter(found -> found.condition() == null)
                .sorted(Comparator.comparing(ModelEvaluation::split).thenComparing(ModelEvaluation::at))
                .flatMap(found -> comparison(found, versions).stream())
                .toList();
        return new ControlReport(version.model(), imagePasses(version), comparisons);
    }

    private static Optional<Comparison> comparison(
            ModelEvaluation evidence, Function<ModelRef, Optional<ModelVersion>> versions) {
        PairedComparison pairs = evidence.comparison();
        if (pairs == null) {
            return Optional.empty();
        }
        return versions.apply(pairs.incumbent())
                .filter(ControlReport::isControl)
                .map(control -> new Comparison(
                        evidence.id(),
                        control.model(),
                        imagePasses(control),
                        evidence.split(),
                        evidence.metrics().samples(),
                        evidence.metrics().top1(),
                        evidence.metrics().top1() - pairs.difference(),
                        pairs.difference(),
                        pairs.differenceLow(),
                        pairs.differenceHigh(),
                        pairs.pBetter()));
    }

    static boolean isControl(ModelVersion version) {
        return version.lineage() != null && version.lineage().request().purpose() == Purpose.CONTROL;
    }

    private static @Nullable Long imagePasses(ModelVersion version) {
        return Stream.ofNullable(version.report())
                .map(TrainingReport::countedImagePasses)
                .findFirst()
                .orElse(null);
    }
}
