package io.noisystudent.trainer.messaging;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.kafka.trace.RecordTracing;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic on which trainers tell how it goes. */
@ApplicationScoped
class ProgressChannel implements ProgressSink {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProgressChannel.class);
    private static final Duration WRITE_LIMIT = Duration.ofMinutes(5);

    private final JsonCodec<TrainingProgress> codec = JsonCodec.of(TrainingProgress.class);
    private final MutinyEmitter<byte[]> emitter;

    ProgressChannel(@Channel("training-progress") MutinyEmitter<byte[]> emitter) {
        this.emitter = emitter;
    }

    @Override
    public void send(TrainingProgress progress) {
        emitter.sendMessage(message(progress))
                .subscribe()
                .with(
                        written -> {},
                        failure -> LOGGER.warn("progress not written request={} {}", progress.requestId(), failure));
    }

    @Override
    public TrainingProgress write(TrainingProgress progress) {
        try {
            emitter.sendMessage(message(progress)).await().atMost(WRITE_LIMIT);
            return progress;
        } catch (RuntimeException | OutOfMemoryError e) {
            // Without memory now, there may be some when the answer is written again.
            throw new NoisyStudentException(
                    ErrorCode.BROKER_UNAVAILABLE, progress.requestId(), "the answer cannot be written: " + e, e);
        }
    }

    private Message<byte[]> message(TrainingProgress progress) {
        RecordHeaders headers = new RecordHeaders();
        RecordTracing.writeCurrent(headers);
        return Message.of(codec.encode(progress))
                .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                        .withKey(progress.requestId())
                        .withHeaders(headers)
                        .build());
    }
}
