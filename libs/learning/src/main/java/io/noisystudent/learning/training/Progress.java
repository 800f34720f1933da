package io.noisystudent.learning.training;

import io.noisystudent.learning.checkpoint.Position;
import io.noisystudent.learning.objective.TermReport;
import io.noisystudent.learning.optimizer.LossScaler;
import io.noisystudent.learning.torch.Compute;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;

/** Counts and times the steps of one training, over all its phases, and tells the listener. */
final class Progress {
    private static final double MEMORY = 0.95;
    private static final double NANOSECONDS = 1e9;

    private final List<Phase> phases;
    private final TrainingListener listener;
    private final LongSupplier nanoTime;
    private final long start;
    private final double secondsBefore;
    private int done;
    private int read;
    private boolean hasLoss;
    private double meanLoss;
    private double lastLoss;
    private List<TermReport> lastTerms = List.of();

    /** @param resumed where a training that was interrupted goes on */
    Progress(List<Phase> phases, TrainingListener listener, LongSupplier nanoTime, Optional<Position> resumed) {
        this.phases = phases;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        done = resumed.map(Position::steps).orElse(0);
        read = done;
        hasLoss = read > 0;
        meanLoss = resumed.map(Position::meanLoss).orElse(0.0);
        lastLoss = meanLoss;
        secondsBefore = resumed.map(Position::seconds).orElse(0.0);
    }

    /** Steps that are done. */
    int done() {
        return done;
    }

    /** How far the next step is in the training: 0 is the first one, 1 the last one. */
    double share() {
        return share(done, steps());
    }

    /** How far a step, counted from 0, is in a training of so many: 0 is the first one, 1 the last one. */
    static double share(int step, int steps) {
        return steps == 1 ? 0 : step / (steps - 1.0);
    }

    Position position(Compute compute, Optional<Position.Best> best, Optional<LossScaler.State> scaling) {
        return new Position(
                done, compute.precision().name(), meanLoss, seconds(), new Position.Machine(compute), best, scaling);
    }

    void epochEnded(List<TermReport> terms, OptionalDouble heldOutAccuracy) {
        lastTerms = terms;
        listener.epochEnded(new EpochReport(done, terms, heldOutAccuracy));
    }

    /** The images of the next step; tells for how long they let it wait. */
    BatchTensors waitFor(DeviceBatches batches) {
        BatchTensors batch = batches.next();
        listener.waited(batches.takeNanosWaited());
        return batch;
    }

    /** For the losses of a phase. */
    PendingLosses losses(Compute compute) {
        return new PendingLosses(compute, nanoTime);
    }

    void requireWanted() {
        if (listener.isCancelled() || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("training was cancelled after " + done + " of " + steps() + " steps");
        }
    }

    /** The loss of the first step that was not read is known. */
    void lossRead(double loss) {
        meanLoss = hasLoss ? MEMORY * meanLoss + (1 - MEMORY) * loss : loss;
        hasLoss = true;
        read++;
        lastLoss = loss;
    }

    /** The loss of the first step that was not read is of no use. */
    void lossLeftOut() {
        read++;
    }

    /** How many steps have a loss that was read. */
    int lossesRead() {
        return read;
    }

    /** Says so, unless no loss is known yet. */
    void stepped(double learningRate) {
        done++;
        if (hasLoss) {
            report(learningRate);
        }
    }

    private void report(double learningRate) {
        listener.stepped(new StepReport(done, steps(), lastLoss, learningRate, images() / seconds()));
    }

    TrainingStatistics statistics(Compute compute) {
        return new TrainingStatistics(
                done,
                images(),
                seconds(),
                meanLoss,
                compute.threads(),
                compute.precision(),
                OptionalDouble.empty(),
                lastTerms);
    }

    private int steps() {
        return phases.get(phases.size() - 1).end();
    }

    private long images() {
        return phases.stream().mapToLong(phase -> phase.images(done)).sum();
    }

    private double seconds() {
        return secondsBefore + (nanoTime.getAsLong() - start) / NANOSECONDS;
    }
}
