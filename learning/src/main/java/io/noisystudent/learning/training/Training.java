package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.checkpoint.Position;
import io.noisystudent.learning.checkpoint.TrainingState;
import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.noise.NoiseRates;
import io.noisystudent.learning.optimizer.MovingAverage;
import io.noisystudent.learning.optimizer.Optimizer;
import io.noisystudent.learning.torch.Torch;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.ServedSignature;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Trains a student: labelled and pseudo-labelled images together, with noise, in one forward pass per step.
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
        Plan plan = Plan.of(recipe, data, ServedSignature.of(initial).classes());
        Torch.setThreads(options.threads());
        NoiseRates noise =
                new NoiseRates(recipe.noise().dropout(), recipe.noise().stochasticDepth());
        try (GraphModule network = GraphModule.of(initial, noise);
                Optimizer optimizer = Optimizer.of(recipe.optimizer(), network.parameters());
                MovingAverage average = new MovingAverage(network.state(), recipe.movingAverageDecay())) {
            TrainingState state = new TrainingState(network, optimizer, average);
            Optional<Position> resumed = checkpoints.restore(state::restore);
            Precision precision = resumed.flatMap(position -> Precision.named(position.precision()))
                    .orElseGet(() -> new PrecisionProbe(nanoTime).choose(options.precision(), initial, data, plan));
            Progress progress = new Progress(plan, listener, nanoTime, resumed);
            try (BatchLoader batches = new BatchLoader(data, plan, recipe, options, initial, progress.done())) {
                for (int step = progress.done(); step < plan.steps(); step++) {
                    progress.requireWanted();
                    network.reseed(Seeds.mix(options.seed(), Seeds.NOISE, step));
                    long asked = System.nanoTime();
                    Batch batch = batches.next();
                    listener.waited(System.nanoTime() - asked);
                    double loss = Arithmetic.differentiate(network, batch, plan.loss(), precision);
                    requireFinite(loss, step, recipe);
                    optimizer.step(step, plan.schedule().rate(step));
                    average.update(step);
                    progress.stepped(step, loss);
                    if (plan.endsEpoch(step)) {
                        checkpoints.epochEnded(step + 1, file -> state.write(file, progress.position(precision)));
                    }
                }
            }
            TrainingStatistics statistics = progress.statistics(options.threads(), precision);
            Graph trained = network.export(average.values());
            return new TrainingResult(trained, statistics.withAccuracy(accuracy(trained, data)));
        }
    }

    private static void requireFinite(double loss, int step, Recipe recipe) {
        if (!Double.isFinite(loss)) {
            throw new NoisyStudentException(
                    ErrorCode.TRAINING_DIVERGED,
                    recipe.network(),
                    "the loss of step " + step + " is " + loss + "; lower the learning rate, now "
                            + recipe.optimizer().learningRate() + ", or lengthen the warm-up, now "
                            + recipe.optimizer().warmup() + " of all steps");
        }
    }

    private static OptionalDouble accuracy(Graph trained, TrainingData data) {
        return data.heldOut()
                .map(samples -> OptionalDouble.of(Evaluation.accuracy(trained, samples)))
                .orElse(OptionalDouble.empty());
    }
}
