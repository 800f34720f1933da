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
import io.noisystudent.networks.graph.Graph;
import java.nio.file.Path;
import java.util.Optional;

/** The network, the optimizer and the average of one phase: native memory, therefore close it. */
final class PhaseTraining implements AutoCloseable {
    private final Phase phase;
    private final Graph initial;
    private final GraphModule network;
    private final Optimizer optimizer;
    private final MovingAverage average;
    private final TrainingState state;

    /** @param initial the network with the weights that the phase begins with */
    PhaseTraining(Phase phase, Graph initial) {
        this.phase = phase;
        this.initial = initial;
        Recipe recipe = phase.recipe();
        NoiseRates noise =
                new NoiseRates(recipe.noise().dropout(), recipe.noise().stochasticDepth());
        network = GraphModule.of(initial, noise, phase.trained());
        optimizer = Optimizer.of(recipe.optimizer(), network.parameters());
        average = new MovingAverage(network.state(), recipe.movingAverageDecay());
        state = new TrainingState(network, optimizer, average);
    }

    Phase phase() {
        return phase;
    }

    /** Goes back to the state in a file, if it fits. */
    Optional<Position> restore(Path file) {
        return state.restore(file);
    }

    /** Trains to the end of the phase and returns the network with its averaged weights. */
    Graph run(
            TrainingData data,
            TrainingOptions options,
            Precision precision,
            Progress progress,
            Checkpoints checkpoints) {
        int first = progress.done() - phase.firstStep();
        try (BatchLoader batches = new BatchLoader(data, phase, options, initial, first)) {
            Optional<OnlineTeacher> teacher = OnlineTeacher.of(phase.recipe(), data);
            try {
                for (int step = first; step < phase.steps(); step++) {
                    progress.requireWanted();
                    Batch batch = progress.waitFor(batches);
                    teacher.ifPresent(online -> online.label(batch, precision));
                    progress.stepped(step(batches, batch, step, options, precision), rate(step));
                    if (phase.plan().endsEpoch(step)) {
                        checkpoints.epochEnded(
                                progress.done(), file -> state.write(file, progress.position(precision)));
                    }
                }
            } finally {
                teacher.ifPresent(OnlineTeacher::close);
            }
        }
        return network.export(average.values());
    }

    private double step(BatchLoader batches, Batch batch, int step, TrainingOptions options, Precision precision) {
        network.reseed(Seeds.mix(phase.seed(options.seed()), Seeds.NOISE, step));
        double loss = Arithmetic.differentiate(network, batch, phase.plan().loss(), precision);
        batches.release();
        requireFinite(loss, phase.firstStep() + step);
        optimizer.step(step, rate(step));
        average.update(step);
        return loss;
    }

    private double rate(int step) {
        return phase.plan().schedule().rate(step);
    }

    private void requireFinite(double loss, int step) {
        Recipe recipe = phase.recipe();
        if (!Double.isFinite(loss)) {
            throw new NoisyStudentException(
                    ErrorCode.TRAINING_DIVERGED,
                    recipe.network(),
                    "the loss of step " + step + " is " + loss + "; lower the learning rate, now "
                            + recipe.optimizer().learningRate() + ", or lengthen the warm-up, now "
                            + recipe.optimizer().warmup() + " of all steps");
        }
    }

    @Override
    public void close() {
        average.close();
        optimizer.close();
        network.close();
    }
}
