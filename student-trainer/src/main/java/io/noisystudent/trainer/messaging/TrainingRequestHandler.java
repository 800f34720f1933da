package io.noisystudent.trainer.messaging;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRequest;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one training request at a time; a request counts as done when its answer is written. */
@ApplicationScoped
class TrainingRequestHandler {
    private static final Logger LOGGER = LoggerFactory.getLogger(TrainingRequestHandler.class);

    private final JsonCodec<TrainingRequest> codec = JsonCodec.of(TrainingRequest.class);
    private final TrainingRun run;
    private volatile boolean stopping;

    TrainingRequestHandler(TrainingRun run) {
        this.run = run;
    }

    @Incoming("training-requests")
    @Blocking("training")
    void handle(Record<String, byte[]> message) {
        TrainingRequest request;
        try {
            request = codec.decode("training-requests", message.value());
        } catch (NoisyStudentException e) {
            LOGGER.error("skipped a training request key={} {}", message.key(), e.describe());
            return;
        }
        run.answer(request, () -> stopping);
        if (stopping) {
            // Not acknowledged: another trainer, or this one after its restart, takes the request up again.
            throw new NoisyStudentException(ErrorCode.INTERNAL, request.id(), "the trainer is stopping");
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }
}
