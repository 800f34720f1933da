package io.noisystudent.bench.distillation;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.graph.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One term on both sides: initial weights, images and what moves the weights go from ours to the other in files. */
public final class TermComparison {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The forward passes that are compared: before the first step that moves weights, and after one and ten of these. */
    private static final int[] COMPARED = {0, 2, 11};

    private final TermSetting setting;
    private final TrainingOptions options;
    private final Consumer<Path> other;

    /** @param other reads {@code case.json} and {@code input.tensors} of a directory and writes {@code output.tensors} */
    public TermComparison(TermSetting setting, TrainingOptions options, Consumer<Path> other) {
        this.setting = setting;
        this.options = options;
        this.other = other;
    }

    /**
     * What {@code distillation.py} reads besides tensors.
     *
     * @param weight of the term, which does not change
     * @param seed of the training, from which follows what is drawn
     */
    private record Case(
            ObjectiveTerm term, double weight, double momentum, List<Double> rates, int threads, long seed) {}

    /** How far apart both sides are at the start, after one step and after ten. */
    public List<TraceDifference> of(TermCase term, Path directory) throws IOException {
        TermTrace ours = TermTrace.of(setting, term, options, directory);
        Map<String, Tensor> tensors = new LinkedHashMap<>(setting.tensors(term.term()));
        tensors.putAll(ours.regressor());
        TensorFile.write(directory.resolve("input.tensors"), tensors);
        ObjectiveTerm weighted =
                setting.recipe(term.term(), TermTrace.STEPS).objectiveTerms().get(0);
        JSON.writeValue(
                directory.resolve("case.json").toFile(),
                new Case(
                        weighted,
                        weighted.weight().at(0),
                        TermTrace.MOMENTUM,
                        ours.rates(),
                        options.compute().threads(),
                        options.seed()));
        Path answer = directory.resolve("output.tensors");
        Files.deleteIfExists(answer);
        other.accept(directory);
        TermTrace theirs = TermTrace.read(answer);
        return Arrays.stream(COMPARED)
                .mapToObj(step -> TraceDifference.of(theirs, ours, step))
                .toList();
    }
}
