package io.noisystudent.labeler.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.ConfidenceHistogram;
import io.noisystudent.contracts.event.UnreadableSample;
import io.noisystudent.labeler.inference.Admission;
import io.noisystudent.labeler.models.ModelCache;
import io.noisystudent.labeler.models.Teacher;
import io.noisystudent.labeler.stages.StageListener;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The counters of committed work. Every label has a bounded set of values: outcomes, stages, error codes, kinds of task.
 *
 * <p>Images per second is {@code rate(noisystudent_samples_total[1m])}.
 */
@Singleton
@Startup
public class LabelerMetrics implements StageListener {
    private static final List<String> OUTCOMES = List.of("accepted", "rejected", "predicted", "unreadable");

    private static final List<String> LOWER_BOUNDS = IntStream.range(0, ConfidenceHistogram.BINS)
            .mapToObj(bin -> String.format(Locale.ROOT, "%.2f", (double) bin / ConfidenceHistogram.BINS))
            .toList();

    private final MeterRegistry meters;
    private final DistributionSummary batchFill;

    public LabelerMetrics(MeterRegistry meters, ModelCache models, Teacher teacher, Admission admission) {
        this.meters = meters;
        this.batchFill = DistributionSummary.builder("noisystudent.batch.fill")
                .description("Rows of a batch as a share of its size")
                .register(meters);
        // From 0: a teacher that accepts nothing shall show as no share, not as no series.
        OUTCOMES.forEach(outcome -> counter("noisystudent.samples", "outcome", outcome));
        meters.more().counter("noisystudent.model.loads", List.of(), models, ModelCache::loads);
        meters.more().counter("noisystudent.model.swaps", List.of(), teacher, Teacher::swaps);
        meters.gauge("noisystudent.inference.waiting", admission, Admission::waiting);
        meters.gauge(
                "noisystudent.models.loaded", models, cache -> cache.loaded().size());
    }

    @Override
    public void batchDone(int rows, int capacity) {
        batchFill.record((double) rows / capacity);
    }

    /** Samples of a task that is committed; {@code outcome} is accepted, rejected or predicted. */
    public void samples(String outcome, long count) {
        counter("noisystudent.samples", "outcome", outcome).increment((double) count);
    }

    /** Confidences of the readable samples of a task that is committed: how many fall into each twentieth. */
    public void confidences(ConfidenceHistogram confidences) {
        for (int bin = 0; bin < ConfidenceHistogram.BINS; bin++) {
            long count = 0;
            for (List<Long> ofClass : confidences.counts()) {
                count += ofClass.get(bin);
            }
            counter("noisystudent.confidences", "from", LOWER_BOUNDS.get(bin)).increment((double) count);
        }
    }

    /** A record that went to the dead letters with a task that is committed. */
    public void deadLetter(ErrorCode code) {
        counter("noisystudent.dead.letters", "code", code.name()).increment();
    }

    /** Unreadable samples of a task that is committed. */
    public void unreadable(List<UnreadableSample> samples) {
        samples.forEach(sample -> {
            counter("noisystudent.samples", "outcome", "unreadable").increment();
            counter("noisystudent.unreadable", "code", sample.code().name()).increment();
            deadLetter(sample.code());
        });
    }

    /** One stage of a task: read, inference, commit or total. */
    public void stage(String kind, String stage, Duration duration) {
        Timer.builder("noisystudent.task")
                .tag("kind", kind)
                .tag("stage", stage)
                .register(meters)
                .record(duration);
    }

    /** A task that has to wait, by the reason. */
    public void retried(String kind, ErrorCode code) {
        meters.counter("noisystudent.task.retries", "kind", kind, "code", code.name())
                .increment();
    }

    private Counter counter(String name, String label, String value) {
        return meters.counter(name, label, value);
    }
}
