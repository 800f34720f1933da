package io.noisystudent.learning.selection;

import io.noisystudent.contracts.config.SelectionConfig;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * From the teacher's labels to those that a student learns from: align, calibrate, choose.
 *
 * <p>A pure function of its arguments: what is random follows from the seed.
 */
public final class PseudoLabelSelection {
    private final SelectionConfig config;
    private final long seed;

    public PseudoLabelSelection(SelectionConfig config, long seed) {
        this.config = config;
        this.seed = seed;
    }

    /**
     * What was chosen.
     *
     * @param alignment to apply to the chosen distributions before they are learned; empty for none
     * @param temperature by which the confidences were calibrated; empty if they were not
     */
    public record Choice(Selection selection, Optional<DistributionAlignment> alignment, OptionalDouble temperature) {}

    /**
     * Chooses among the candidates in the running.
     *
     * @param labeledPerClass how many samples people labeled as each class
     * @param heldOut asked only when the configuration needs it, and perhaps more than once
     */
    public Choice select(TeacherLabels candidates, int[] labeledPerClass, Supplier<HeldOutLabels> heldOut) {
        Optional<DistributionAlignment> alignment = alignment(candidates, labeledPerClass);
        Consumer<float[]> align =
                alignment.<Consumer<float[]>>map(a -> a::apply).orElse(row -> {});
        TeacherLabels labels = alignment.isPresent() ? candidates.changed(align) : candidates;
        OptionalDouble temperature = config.calibrate()
                ? OptionalDouble.of(TemperatureScaling.fit(heldOut.get().changed(align)))
                : OptionalDouble.empty();
        Consumer<float[]> temper =
                temperature.isPresent() ? row -> TemperatureScaling.apply(temperature.getAsDouble(), row) : row -> {};
        if (temperature.isPresent()) {
            labels = labels.changed(temper);
        }
        Supplier<HeldOutLabels> comparable = () -> heldOut.get().changed(align).changed(temper);
        Selection selection =
                SelectionMethod.of(config, seed, comparable).select(labels.atLeast(config.minConfidence()));
        return new Choice(selection, alignment, temperature);
    }

    private Optional<DistributionAlignment> alignment(TeacherLabels candidates, int[] labeledPerClass) {
        return switch (config.alignment()) {
            case NONE -> Optional.empty();
            case UNIFORM -> Optional.of(DistributionAlignment.toUniform(candidates.meanDistribution()));
            case LABELED -> {
                double total = Arrays.stream(labeledPerClass).sum();
                double[] shares = Arrays.stream(labeledPerClass)
                        .mapToDouble(n -> n / total)
                        .toArray();
                yield Optional.of(new DistributionAlignment(candidates.meanDistribution(), shares));
            }
        };
    }
}
