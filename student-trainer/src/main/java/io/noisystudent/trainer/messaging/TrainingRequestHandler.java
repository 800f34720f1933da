package io.noisystudent.trainer.messaging;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.trainer.training.StopSignal;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment.Strategy;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one training request at a time; a request counts as done when its answer is written. */
@ApplicationScoped
class TrainingRequestHandler {
    private static final Logger LOGGER = LoggerFactory.getLogger(TrainingRequestHandler.class);

    private final JsonCodec<TrainingRequest> codec = JsonCodec.of(TrainingRequest.class);
    private final TrainingRun run;
    private final StopSignal stop;

    TrainingRequestHandler(TrainingRun run, StopSignal stop) {
        this.run = run;
        this.stop = stop;
    }

    /**
     * A request that the shutdown interrupted is not acknowledged: another trainer, or this one after its restart, takes
     * it up again. A negative acknowledgement would not do, every strategy for it commits the request or ends the channel.
     */
    @Incoming("training-requests")
    @Blocking("training")
    @Acknowledgment(Strategy.MANUAL)
    CompletionStage<Void> handle(Message<byte[]> message) {
        boolean done = answer(message.getPayload());
        return done ? message.ack() : CompletableFuture.completedFuture(null);
    }

    private boolean answer(byte[] payload) {
        TrainingRequest request;
        try {
            request = codec.decode("training-requests", payload);
        } catch (NoisyStudentException e) {
            LOGGER.error("skipped a training request {}", e.describe());
            return true;
        }
        return !stop.isRequested() && run.answer(request);
    }

    void stop(@Observes ShutdownEvent event) {
        stop.request();
    }
}
