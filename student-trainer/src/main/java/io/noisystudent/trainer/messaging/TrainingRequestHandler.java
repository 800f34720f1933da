package io.noisystudent.trainer.messaging;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.kafka.trace.RecordSpan;
import io.noisystudent.kafka.trace.RecordTracing;
import io.noisystudent.service.start.Termination;
import io.noisystudent.trainer.training.EndedGenerations;
import io.noisystudent.trainer.training.StopSignal;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
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
    private final EndedGenerations ended;
    private final RunMode runMode;
    private final Termination termination;
    private final RecordTracing tracing;

    TrainingRequestHandler(
            TrainingRun run,
            StopSignal stop,
            EndedGenerations ended,
            RunMode runMode,
            Termination termination,
            OpenTelemetry telemetry) {
        this.run = run;
        this.stop = stop;
        this.ended = ended;
        this.runMode = runMode;
        this.termination = termination;
        this.tracing = new RecordTracing(telemetry);
    }

    /**
     * A request that the shutdown or the loss of the card interrupted is not acknowledged: another trainer, or this one
     * after its restart, takes it up again. A negative acknowledgement would not do, every strategy for it commits the
     * request or ends the channel.
     */
    @Incoming("training-requests")
    @Blocking("training")
    @Acknowledgment(Strategy.MANUAL)
    CompletionStage<Void> handle(Message<byte[]> message) {
        boolean done;
        try (RecordSpan span = tracing.process(headers(message), "training-requests")) {
            done = span.around(() -> answer(message));
        }
        return done ? message.ack().thenRun(runMode::end) : CompletableFuture.completedFuture(null);
    }

    private static Optional<String> key(Message<byte[]> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .map(metadata -> metadata.getKey())
                .filter(String.class::isInstance)
                .map(String.class::cast);
    }

    private static Headers headers(Message<byte[]> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .map(metadata -> metadata.getHeaders())
                .orElseGet(RecordHeaders::new);
    }

    private boolean answer(Message<byte[]> message) {
        TrainingRequest request;
        try {
            request = codec.decode("training-requests", message.getPayload());
        } catch (NoisyStudentException e) {
            LOGGER.error("skipped a training request {}", e.describe());
            // Its key is the request's id, and a generation may wait for it.
            return key(message).map(id -> run.refuse(id, e)).orElse(true);
        }
        if (stop.isStopping()) {
            return false;
        }
        Optional<String> over = ended.reason(request);
        if (over.isPresent()) {
            // It is no work, so it does not count as the one request of a process that takes one.
            return run.drop(request, over.get());
        }
        if (!runMode.begin()) {
            return false;
        }
        try {
            boolean answered = run.answer(request);
            if (answered) {
                runMode.done();
            }
            return answered;
        } catch (DeviceLostException e) {
            stop.request();
            termination.begin("the card cannot be used after " + e.getMessage());
            return false;
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stop.request();
    }
}
