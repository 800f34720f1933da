package io.noisystudent.trainer.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.noisystudent.learning.training.StepReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;

/** What a dashboard shows of a trainer. */
@ApplicationScoped
class TrainingMetrics {
    private final Counter steps;
    private final Timer stepTime;
    private final Timer dataWait;
    private volatile double loss;
    private volatile double imagesPerSecond;

    TrainingMetrics(MeterRegistry registry) {
        steps = registry.counter("noisystudent.training.steps");
        stepTime = Timer.builder("noisystudent.training.step")
                .description("From the end of a step to the end of the next")
                .register(registry);
        dataWait = Timer.builder("noisystudent.training.data.wait")
                .description("What of it was spent waiting for images")
                .register(registry);
        registry.gauge("noisystudent.training.loss", this, metrics -> metrics.loss);
        registry.gauge("noisystudent.training.images.per.second", this, metrics -> metrics.imagesPerSecond);
    }

    void took(long nanos) {
        stepTime.record(nanos, TimeUnit.NANOSECONDS);
    }

    void waited(long nanos) {
        dataWait.record(nanos, TimeUnit.NANOSECONDS);
    }

    void stepped(StepReport report) {
        steps.increment();
        loss = report.loss();
        imagesPerSecond = report.imagesPerSecond();
    }
}
