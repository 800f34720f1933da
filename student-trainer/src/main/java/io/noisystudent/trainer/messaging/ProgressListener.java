package io.noisystudent.trainer.messaging;

import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.learning.training.EpochReport;
import io.noisystudent.learning.training.StepReport;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.trainer.training.Activity;
import io.noisystudent.trainer.training.StopSignal;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports how a training goes, twice a second at most. */
final class ProgressListener implements TrainingListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProgressListener.class);
    private static final long INTERVAL = Duration.ofMillis(500).toNanos();

    private final String requestId;
    private final ProgressSink progress;
    private final TrainingMetrics metrics;
    private final Activity activity;
    private final StopSignal stop;
    private long last = System.nanoTime() - INTERVAL;
    private long lastStep;
    private boolean hasStepped;

    ProgressListener(
            String requestId, ProgressSink progress, TrainingMetrics metrics, Activity activity, StopSignal stop) {
        this.requestId = requestId;
        this.progress = progress;
        this.metrics = metrics;
        this.activity = activity;
        this.stop = stop;
    }

    @Override
    public void stepped(StepReport report) {
        metrics.stepped(report);
        activity.stepped(report);
        long now = System.nanoTime();
        if (hasStepped) {
            metrics.took(now - lastStep);
        }
        lastStep = now;
        hasStepped = true;
        if (now - last >= INTERVAL || report.step() == report.steps()) {
            last = now;
            progress.send(new TrainingProgress.Running(
                    requestId, report.step(), report.steps(), report.loss(), report.imagesPerSecond()));
        }
    }

    @Override
    public void epochEnded(EpochReport report) {
        LOGGER.info("epoch ended request={} step={} terms={}", requestId, report.step(), terms(report));
    }

    /** Mean and share of the gradient of each term of the loss. */
    private static String terms(EpochReport report) {
        return report.terms().stream()
                .map(term -> String.format(
                        Locale.ROOT, "%s mean %.4f gradient %.2f", term.name(), term.mean(), term.gradientShare()))
                .collect(Collectors.joining("; "));
    }

    @Override
    public void waited(long nanos) {
        metrics.waited(nanos);
    }

    @Override
    public boolean isCancelled() {
        return stop.isRequested();
    }
}
