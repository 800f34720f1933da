package io.noisystudent.trainer.messaging;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.kafka.trace.RecordTracing;
import io.noisystudent.learning.torch.CudaFailure;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.trainer.checkpoint.StartLog;
import io.noisystudent.trainer.training.Activity;
import io.noisystudent.trainer.training.EndedGenerations;
import io.noisystudent.trainer.training.MemoryShortage;
import io.noisystudent.trainer.training.Retry;
import io.noisystudent.trainer.training.StopSignal;
import io.noisystudent.trainer.training.StudentRegistration;
import io.noisystudent.trainer.training.StudentTraining;
import io.noisystudent.trainer.training.TrainedStudent;
import io.noisystudent.trainer.training.TrainerStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.Objects.requireNonNull;

/** Answers one request, for each of its students: trains unless it was trained before, registers, reports how it goes. */
@ApplicationScoped
class TrainingRun {
    private static final Logger LOGGER = LoggerFactory.getLogger(TrainingRun.class);

    private static final int READ_ATTEMPTS = 5;

    private final StartLog starts;
    private final StudentTraining training;
    private final StudentRegistration registration;
    private final Retry retry;
    private final ProgressSink progress;
    private final ProgressListeners listeners;
    private final Activity activity;
    private final StopSignal stop;
    private final EndedGenerations ended;

    TrainingRun(
            StartLog starts,
            StudentTraining training,
            StudentRegistration registration,
            Retry retry,
            ProgressListeners listeners,
            Activity activity,
            EndedGenerations ended) {
        this.starts = starts;
        this.training = training;
        this.registration = registration;
        this.retry = retry;
        this.progress = listeners.progress();
        this.listeners = listeners;
        this.activity = activity;
        this.stop = ended.signal();
        this.ended = ended;
    }

    /**
     * Returns when the answer is written; false if the service stops first.
     *
     * @throws DeviceLostException if this process cannot answer requests any more
     */
    boolean answer(TrainingRequest request) {
        LOGGER.info(
                "training request={} network={} teacher={}",
                request.id(),
                request.recipe().network(),
                request.teacher());
        RecordTracing.describe("request", request.id());
        activity.reading(request);
        try {
            return answer(request, outcomesUnlessCancelled(request));
        } catch (CancellationException e) {
            LOGGER.info("training ended early request={}", request.id());
            return false;
        } finally {
            activity.idle();
        }
    }

    /** Answers a request that is no longer waited for, and removes what another trainer may have kept of it. */
    boolean drop(TrainingRequest request, String why) {
        LOGGER.info("training request={} is not begun: {}", request.id(), why);
        try {
            return answer(
                    request,
                    request.cohort().stream()
                            .map(student -> cancelled(student, why + "; it was not begun"))
                            .toList());
        } catch (CancellationException e) {
            return false;
        }
    }

    /** Answers what is no request. */
    boolean refuse(String id, NoisyStudentException reason) {
        try {
            retry.call(() -> progress.write(new TrainingProgress.Failed(id, reason.code(), reason.getMessage())));
            return true;
        } catch (CancellationException e) {
            return false;
        }
    }

    /** One answer for each student. */
    private boolean answer(TrainingRequest request, List<TrainingProgress> answers) {
        answers.forEach(answer -> retry.call(() -> progress.write(answer)));
        training.forget(request);
        starts.forget(request);
        return true;
    }

    /** @throws CancellationException if the service stops first */
    private List<TrainingProgress> outcomesUnlessCancelled(TrainingRequest request) {
        Optional<List<TrainingProgress>> outcomes = Optional.empty();
        boolean cancelled;
        stop.begin(request);
        try {
            // What the log of generations said before the work began cancels nothing by itself.
            stop.cancel(begun -> ended.reason(begun).isPresent());
            outcomes = Optional.of(outcomes(request));
        } catch (CancellationException e) {
            LOGGER.debug("the work at request={} was ended", request.id(), e);
        } finally {
            cancelled = stop.end();
        }
        if (cancelled && !stop.isStopping()) {
            return outcomes.filter(all -> all.stream().allMatch(TrainingProgress.Completed.class::isInstance))
                    .orElseGet(() -> registeredOrCancelled(request));
        }
        return outcomes.orElseThrow(() -> new CancellationException("the trainer is stopping"));
    }

    private List<TrainingProgress> registeredOrCancelled(TrainingRequest request) {
        TrainerStatus reached = activity.now();
        List<TrainingRequest> cohort = request.cohort();
        // Of several students some may have been registered before a restart.
        List<Optional<ModelVersion>> registered =
                reached.state() == TrainerStatus.State.REGISTERING || cohort.size() > 1
                        ? registeredNow(cohort)
                        : Collections.nCopies(cohort.size(), Optional.empty());
        String why = ended.reason(request).orElse("cancelled") + "; the training was ended after " + reached.step()
                + " of " + reached.steps() + " steps, and nothing of it is kept";
        if (registered.stream().anyMatch(Optional::isEmpty)) {
            LOGGER.info("training cancelled request={}: {}", request.id(), why);
        }
        return IntStream.range(0, cohort.size())
                .mapToObj(i -> registered
                        .get(i)
                        .map(version -> completed(cohort.get(i), version))
                        .orElseGet(() -> cancelled(cohort.get(i), why)))
                .toList();
    }

    /** The registry may have students although its answers did not arrive. */
    private List<Optional<ModelVersion>> registeredNow(List<TrainingRequest> cohort) {
        try {
            return registration.registered(cohort);
        } catch (NoisyStudentException e) {
            LOGGER.warn(
                    "it is not known whether request={} was registered: {}",
                    cohort.get(0).id(),
                    e.describe());
            return Collections.nCopies(cohort.size(), Optional.empty());
        }
    }

    private static TrainingProgress cancelled(TrainingRequest request, String detail) {
        return new TrainingProgress.Failed(request.id(), ErrorCode.GENERATION_CANCELLED, detail);
    }

    /**
     * Whatever goes wrong is an answer: a request without one would keep its generation waiting for ever.
     *
     * @throws DeviceLostException if it would go wrong with each later request too
     */
    private List<TrainingProgress> outcomes(TrainingRequest request) {
        Map<String, TrainingProgress> completed = new HashMap<>();
        try {
            complete(request, completed);
            return request.cohort().stream()
                    .map(student -> requireNonNull(completed.get(student.id()), "no answer"))
                    .toList();
        } catch (CancellationException e) {
            throw e;
        } catch (NoisyStudentException e) {
            requireDevice(request, e);
            LOGGER.error("training failed request={} {}", request.id(), e.describe());
            releaseMemory(request, e.code());
            return orFailed(request, completed, e.code(), String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            requireDevice(request, e);
            LOGGER.error("training failed request={}", request.id(), e);
            ErrorCode code = MemoryShortage.of(e).map(MemoryShortage::code).orElse(ErrorCode.INTERNAL);
            releaseMemory(request, code);
            return orFailed(request, completed, code, e + "; the trainer's log has the stack trace");
        }
    }

    /** Students that were registered before something went wrong, now or before a restart, stay what they are. */
    private static List<TrainingProgress> orFailed(
            TrainingRequest request, Map<String, TrainingProgress> completed, ErrorCode code, String detail) {
        return request.cohort().stream()
                .map(student ->
                        completed.getOrDefault(student.id(), new TrainingProgress.Failed(student.id(), code, detail)))
                .toList();
    }

    /** Another process can train what this one cannot; the log of starts counts how often. */
    private static void requireDevice(TrainingRequest request, Throwable failure) {
        if (CudaFailure.of(failure).filter(CudaFailure.BROKEN_CONTEXT::equals).isPresent()) {
            LOGGER.error("training lost its card request={}", request.id(), failure);
            throw new DeviceLostException(failure);
        }
    }

    /** So that the next request finds the card as empty as this one did; what goes wrong here is not its answer. */
    private void releaseMemory(TrainingRequest request, ErrorCode code) {
        if (code != ErrorCode.DEVICE_MEMORY) {
            return;
        }
        try {
            training.releaseDeviceMemory();
        } catch (RuntimeException e) {
            requireDevice(request, e);
            LOGGER.warn("the card's memory is not given back request={}", request.id(), e);
        }
    }

    private static TrainingProgress completed(TrainingRequest request, ModelVersion version) {
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
        RecordTracing.describe("model", version.model().toString());
        return new TrainingProgress.Completed(request.id(), version.model(), report);
    }

    /** Trains what the registry does not have, and notes the answer of each student, by its request, once it is registered. */
    private void complete(TrainingRequest request, Map<String, TrainingProgress> completed) {
        List<TrainingRequest> cohort = request.cohort();
        List<Optional<ModelVersion>> existing = registration.existing(cohort);
        for (int i = 0; i < cohort.size(); i++) {
            TrainingRequest own = cohort.get(i);
            existing.get(i).ifPresent(version -> completed.put(own.id(), completed(own, version)));
        }
        if (completed.size() == cohort.size()) {
            return;
        }
        Runnable takeBack = retry.call(READ_ATTEMPTS, () -> starts.begin(request));
        try {
            List<TrainedStudent> students = train(request);
            for (int i = 0; i < cohort.size(); i++) {
                TrainingRequest own = cohort.get(i);
                // One that was registered before a trainer died is not registered again.
                if (!completed.containsKey(own.id())) {
                    completed.put(own.id(), completed(own, registration.register(own, students.get(i))));
                }
            }
        } catch (CancellationException e) {
            takeBack.run();
            throw e;
        }
    }

    private List<TrainedStudent> train(TrainingRequest request) {
        progress.send(new TrainingProgress.Running(request.id(), 0, 0, 0, 0));
        TrainingListener listener = listeners.of(request);
        // Broker and store are met before the first step: data are read, a checkpoint is restored. A topic that does
        // not exist looks like a broker that is away, so this patience ends.
        return retry.call(READ_ATTEMPTS, () -> training.run(request, listener));
    }
}
