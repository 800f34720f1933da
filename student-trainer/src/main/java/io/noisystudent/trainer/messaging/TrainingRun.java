package io.noisystudent.trainer.messaging;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.trainer.training.StudentRegistration;
import io.noisystudent.trainer.training.StudentTraining;
import io.noisystudent.trainer.training.TrainedStudent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one request: trains unless it was trained before, registers, tells how it goes. */
@ApplicationScoped
class TrainingRun {
    private static final Logger LOGGER = LoggerFactory.getLogger(TrainingRun.class);

    private final StudentTraining training;
    private final StudentRegistration registration;
    private final ProgressChannel progress;
    private final TrainingMetrics metrics;

    TrainingRun(
            StudentTraining training,
            StudentRegistration registration,
            ProgressChannel progress,
            TrainingMetrics metrics) {
        this.training = training;
        this.registration = registration;
        this.progress = progress;
        this.metrics = metrics;
    }

    /** Returns when the answer is written, or when {@code stopping} ended the training without one. */
    void answer(TrainingRequest request, BooleanSupplier stopping) {
        LOGGER.info(
                "training request={} network={} teacher={}",
                request.id(),
                request.recipe().network(),
                request.teacher());
        try {
            Optional<ModelVersion> existing = registration.existing(request);
            ModelVersion version = existing.isPresent() ? existing.get() : train(request, stopping);
            TrainingReport report = version.report();
            if (report == null) {
                throw new NoisyStudentException(
                        ErrorCode.INTERNAL, version.model().toString(), "the registered version lost its report");
            }
            LOGGER.info(
                    "registered model={} request={} steps={} seconds={} validation={}",
                    version.model(),
                    request.id(),
                    report.steps(),
                    Math.round(report.seconds()),
                    report.validationAccuracy());
            progress.sendAndWait(new TrainingProgress.Completed(request.id(), version.model(), report));
        } catch (CancellationException e) {
            LOGGER.info("training ended early request={}", request.id());
        } catch (NoisyStudentException e) {
            LOGGER.error("training failed request={} {}", request.id(), e.describe());
            progress.sendAndWait(new TrainingProgress.Failed(request.id(), e.code(), e.getMessage()));
        }
    }

    private ModelVersion train(TrainingRequest request, BooleanSupplier stopping) {
        progress.send(new TrainingProgress.Running(request.id(), 0, 0, 0, 0));
        TrainedStudent student = training.run(request, new ProgressListener(request.id(), progress, metrics, stopping));
        return registration.register(request, student);
    }
}
