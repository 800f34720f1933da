package io.noisystudent.trainer.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.noisystudent.learning.training.StepReport;
import jakarta.enterprise.context.ApplicationScoped;

/** What a dashboard shows of a trainer. */
@ApplicationScoped
class TrainingMetrics {
    private final Counter steps;
    private volatile double loss;
    private volatile double imagesPerSecond;

    TrainingMetrics(MeterRegistry registry) {
        steps = registry.counter("noisystudent.training.steps");
        registry.gauge("noisystudent.training.loss", this, metrics -> metrics.loss);
        registry.gauge("noisystudent.training.images.per.second", this, metrics -> metrics.imagesPerSecond);
    }

    void stepped(StepReport report) {
        steps.increment();
        loss = report.loss();
        imagesPerSecond = report.imagesPerSecond();
    }
}
