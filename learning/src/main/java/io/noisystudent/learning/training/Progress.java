package io.noisystudent.learning.training;

import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;

/** Counts and times the steps of one training, over all its phases, and tells the listener. */
final class Progress {
    private static final double MEMORY = 0.95;
    private static final double NANOSECONDS = 1e9;

    private final int steps;
    private final TrainingListener listener;
    private final LongSupplier nanoTime;
    private final long start;
    private int done;
    private long images;
    private double meanLoss;

    Progress(List<Plan> phases, TrainingListener listener, LongSupplier nanoTime) {
        this.steps = phases.stream().mapToInt(Plan::steps).sum();
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    void requireWanted() {
        if (listener.isCancelled() || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("training was cancelled after " + done + " of " + steps + " steps");
        }
    }

    void stepped(double loss, double learningRate, int rows) {
        meanLoss = done == 0 ? loss : MEMORY * meanLoss + (1 - MEMORY) * loss;
        done++;
        images += rows;
        listener.stepped(new StepReport(done, steps, loss, learningRate, images / seconds()));
    }

    TrainingStatistics statistics(int threads, Precision precision) {
        return new TrainingStatistics(done, images, seconds(), meanLoss, threads, precision, OptionalDouble.empty());
    }

    private double seconds() {
        return (nanoTime.getAsLong() - start) / NANOSECONDS;
    }
}
