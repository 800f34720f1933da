package io.noisystudent.trainer.messaging;

import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.learning.training.StepReport;
import io.noisystudent.learning.training.TrainingListener;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Tells how a training goes, twice a second at most. */
final class ProgressListener implements TrainingListener {
    private static final long INTERVAL = Duration.ofMillis(500).toNanos();

    private final String requestId;
    private final ProgressChannel progress;
    private final TrainingMetrics metrics;
    private final BooleanSupplier stopping;
    private long last = System.nanoTime() - INTERVAL;

    ProgressListener(String requestId, ProgressChannel progress, TrainingMetrics metrics, BooleanSupplier stopping) {
        this.requestId = requestId;
        this.progress = progress;
        this.metrics = metrics;
        this.stopping = stopping;
    }

    @Override
    public void stepped(StepReport report) {
        metrics.stepped(report);
        long now = System.nanoTime();
        if (now - last >= INTERVAL || report.step() == report.steps()) {
            last = now;
            progress.send(new TrainingProgress.Running(
                    requestId, report.step(), report.steps(), report.loss(), report.imagesPerSecond()));
        }
    }

    @Override
    public boolean isCancelled() {
        return stopping.getAsBoolean();
    }
}
