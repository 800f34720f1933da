package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.torch.Torch;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.ServedSignature;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains a student: labeled and pseudo-labeled images together, with noise, in one forward pass per step.
 *
 * <p>Source of the method: Xie, Luong, Hovy, Le 2020. A training is a pure function of its arguments: no state outlives
 * it, and everything random follows from the seed.
 */
public final class Training {
    private final LongSupplier nanoTime;

    public Training() {
        this(System::nanoTime);
    }

    /** @param nanoTime a clock in nanoseconds, for the rates that are reported */
    public Training(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Trains to the end of the recipe.
     *
     * @param initial the network with its initial weights
     * @throws NoisyStudentException {@code NO_TRAINING_DATA}, {@code UNSUPPORTED_OPERATOR} or {@code TRAINING_DIVERGED}
     * @throws java.util.concurrent.CancellationException if the listener or an interrupt ends it
     */
    public TrainingResult run(
            Graph initial, TrainingData data, Recipe recipe, TrainingOptions options, TrainingListener listener) {
        return run(initial, data, recipe, options, listener, Checkpoints.NONE);
    }

    /** The same, going on from the newest checkpoint: the weights at the end are those of an uninterrupted run. */
    public TrainingResult run(
            Graph initial,
            TrainingData data,
            Recipe recipe,
            TrainingOptions options,
            TrainingListener listener,
            Checkpoints checkpoints) {
        data.requireFor(initial);
        Torch.setThreads(options.threads());
        List<Phase> phases = Phase.of(recipe, data, ServedSignature.of(initial).classes());
        TrainResolution.requireFits(
                phases.get(0), initial, data.labeled().images().shape());
        Resumption resumption = Resumption.of(checkpoints, phases, initial);
        Precision precision = resumption
                .position()
                .flatMap(position -> Precision.named(position.precision()))
                .orElseGet(() -> new PrecisionProbe(nanoTime).choose(options.precision(), initial, phases.get(0)));
        Progress progress = new Progress(phases, listener, nanoTime, resumption.position());
        Graph trained = initial;
        for (PhaseTraining phase = resumption.phase(); phase != null; phase = next(phases, phase, trained)) {
            try (PhaseTraining current = phase) {
                trained = current.run(data, options, precision, progress, checkpoints);
            }
        }
        TrainingStatistics statistics = progress.statistics(options.threads(), precision);
        return new TrainingResult(trained, statistics.withAccuracy(accuracy(trained, data)));
    }

    private static @Nullable PhaseTraining next(List<Phase> phases, PhaseTraining done, Graph trained) {
        int next = done.phase().number() + 1;
        return next == phases.size() ? null : new PhaseTraining(phases.get(next), trained);
    }

    private static OptionalDouble accuracy(Graph trained, TrainingData data) {
        return data.heldOut()
                .map(samples -> OptionalDouble.of(Evaluation.accuracy(trained, samples)))
                .orElse(OptionalDouble.empty());
    }
}
