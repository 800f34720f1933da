package io.noisystudent.launcher.feed;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.launcher.dataset.Picture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends images to a pipeline as any producer would: the file's bytes, the sample's key, the label and the split as
 * headers.
 *
 * <p>Not thread-safe. Sends are asynchronous; {@link #flush} waits for all of them and reports the first failure.
 */
public final class Feeder implements AutoCloseable {
    private static final int LARGEST_RECORD = 16 * 1024 * 1024;

    private final Topics topics;
    private final KafkaProducer<String, byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** @param client properties that lead to the cluster: addresses and security */
    public Feeder(Map<String, Object> client, Topics topics) {
        this.topics = topics;
        Map<String, Object> settings = new HashMap<>(client);
        settings.putAll(Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 * 1024,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                30_000,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                LARGEST_RECORD));
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** Sends an image without its label; the callback gets its position once it is written. */
    public void sendUnlabeled(Picture picture, Consumer<RecordMetadata> written) {
        send(new ProducerRecord<>(topics.unlabeled(), picture.key(), bytes(picture)), written);
    }

    /** Sends an image with the name of its class; without a split the key decides. */
    public void sendLabeled(Picture picture, String label, @Nullable Split split, Consumer<RecordMetadata> written) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topics.labeled(), picture.key(), bytes(picture));
        record.headers().add("label", label.getBytes(StandardCharsets.UTF_8));
        if (split != null) {
            record.headers().add("split", split.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        }
        send(record, written);
    }

    private void send(ProducerRecord<String, byte[]> record, Consumer<RecordMetadata> written) {
        throwFailure();
        try {
            Future<RecordMetadata> unused = producer.send(record, (metadata, exception) -> {
                if (exception == null) {
                    written.accept(metadata);
                } else {
                    failure.compareAndSet(null, exception);
                }
            });
        } catch (KafkaException e) {
            // A producer that was refused before throws here; its cause says why.
            failure.compareAndSet(null, e.getCause() instanceof KafkaException refusal ? refusal : e);
            throwFailure();
        }
    }

    private static byte[] bytes(Picture picture) {
        try {
            return picture.encoded();
        } catch (IOException e) {
            throw new NoisyStudentException(ErrorCode.DATA_SET, picture.key(), "cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns when everything that was sent is written. */
    public void flush() {
        producer.flush();
        throwFailure();
    }

    private void throwFailure() {
        Exception cause = failure.get();
        if (cause != null) {
            throw new NoisyStudentException(
                    ErrorCode.BROKER_UNAVAILABLE,
                    topics.pipeline(),
                    "an image could not be written: " + cause.getMessage()
                            + "; check the broker's address and what may be written there",
                    cause);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(10));
    }
}
