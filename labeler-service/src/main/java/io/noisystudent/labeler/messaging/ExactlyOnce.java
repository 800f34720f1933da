package io.noisystudent.labeler.messaging;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.retry.Backoff;
import io.noisystudent.kafka.topic.TopicSettings;
import io.noisystudent.service.start.Termination;
import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.smallrye.reactive.messaging.kafka.transactions.KafkaTransactions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the answers to one batch of tasks together with the batch's offsets: all or nothing.
 *
 * <p>{@link KafkaTransactions} alone does not tell the whole story: a commit that fails is aborted and reported as a
 * success, without the consumer going back, so that the task would be passed over. Therefore the broker is asked after
 * each attempt, and before each batch: only the committed offset says what is done.
 *
 * <p>After an attempt that failed, the consumer goes back and delivers again what is not committed, among it batches that
 * are still worked on. A batch that was committed in the meantime is not published again.
 */
final class ExactlyOnce {
    private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnce.class);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

    private final String incoming;
    private final String outgoing;
    private final KafkaTransactions<byte[]> transactions;
    private final KafkaClientService clients;
    private final Termination termination;
    /** While a transaction is open, the broker answers no questions about commits; only its thread may end it. */
    private final ReentrantLock alone = new ReentrantLock();
    /** The last offset of each partition that was committed from here; there is no other committer in the same generation. */
    private final Map<TopicPartition, Reached> reached = new HashMap<>();

    ExactlyOnce(
            String incoming,
            String outgoing,
            KafkaTransactions<byte[]> transactions,
            KafkaClientService clients,
            Termination termination) {
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.transactions = transactions;
        this.clients = clients;
        this.termination = termination;
    }

    private record Reached(int generation, long offset) {}

    /** Where a batch stands. */
    private enum State {
        OPEN,
        COMMITTED,
        LOST
    }

    /** Whether the batch needs no answer from here: it has one, or its partition went to another labeler. */
    boolean isSettled(KafkaRecordBatch<byte[], byte[]> batch) throws InterruptedException {
        alone.lockInterruptibly();
        try {
            return ask(batch) != State.OPEN;
        } finally {
            alone.unlock();
        }
    }

    private State ask(KafkaRecordBatch<byte[], byte[]> batch) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                if (isCommitted(batch)) {
                    return State.COMMITTED;
                }
                return isLost(batch) ? State.LOST : State.OPEN;
            } catch (KafkaException | io.smallrye.mutiny.TimeoutException e) {
                LOG.warn(
                        "channel={} the broker does not say what is committed, asking again: {}",
                        incoming,
                        e.toString());
                endOpenTransaction();
                pause(failures);
            }
        }
    }

    /**
     * Returns when the batch is settled; ends the process when its producer can never commit again.
     *
     * @return false if these answers are not published, because the batch was settled before or has another owner
     * @throws NoisyStudentException {@code TOO_LARGE} when the broker can never take one of the answers; nothing is
     *     written then
     */
    boolean publish(KafkaRecordBatch<byte[], byte[]> batch, List<Message<byte[]>> answers) throws InterruptedException {
        alone.lockInterruptibly();
        try {
            if (isRepetition(batch)) {
                LOG.info("channel={} a task that was delivered twice is answered already", incoming);
                return false;
            }
            return publishUntilSettled(batch, answers);
        } finally {
            alone.unlock();
        }
    }

    private boolean isRepetition(KafkaRecordBatch<byte[], byte[]> batch) {
        int generation = metadata(batch).getConsumerGroupGenerationId();
        return metadata(batch).getOffsets().entrySet().stream().allMatch(entry -> {
            Reached before = reached.get(entry.getKey());
            return before != null
                    && before.generation() == generation
                    && before.offset() >= entry.getValue().offset();
        });
    }

    private void remember(KafkaRecordBatch<byte[], byte[]> batch) {
        int generation = metadata(batch).getConsumerGroupGenerationId();
        metadata(batch)
                .getOffsets()
                .forEach((partition, last) -> reached.put(partition, new Reached(generation, last.offset())));
    }

    private boolean publishUntilSettled(KafkaRecordBatch<byte[], byte[]> batch, List<Message<byte[]>> answers)
            throws InterruptedException {
        for (int failures = 1; ; failures++) {
            RuntimeException failure = attempt(batch, answers);
            if (failure != null && isFatal(failure)) {
                termination.begin("channel " + outgoing + ": its transactions are refused for good: " + failure);
                throw failure;
            }
            if (failure != null) {
                // While it is open, the broker cannot say what is committed.
                endOpenTransaction();
            }
            State state = ask(batch);
            if (state == State.COMMITTED) {
                remember(batch);
            }
            if (state != State.OPEN) {
                return state == State.COMMITTED;
            }
            if (failure != null && causes(failure).anyMatch(RecordTooLargeException.class::isInstance)) {
                throw tooLarge(failure);
            }
            LOG.warn("channel={} transaction aborted, once more{}", outgoing, failure == null ? "" : ": " + failure);
            pause(failures);
        }
    }

    private @Nullable RuntimeException attempt(KafkaRecordBatch<byte[], byte[]> batch, List<Message<byte[]>> answers) {
        try {
            transactions
                    .withTransaction(batch, emitter -> {
                        answers.forEach(emitter::send);
                        return Uni.createFrom().voidItem();
                    })
                    .await()
                    .atMost(PATIENCE);
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    /** Brings the producer back to where a transaction can begin; ends the process if that is impossible. */
    private void endOpenTransaction() {
        KafkaProducer<byte[], byte[]> producer = clients.getProducer(outgoing);
        try {
            if (!succeeds(producer.abortTransaction())) {
                // None is open, or it is a commit that ran into a time-out: that one can only be repeated.
                succeeds(producer.commitTransaction());
            }
        } catch (KafkaException e) {
            termination.begin("channel " + outgoing + ": a transaction cannot be ended: " + e);
            throw e;
        }
    }

    /** False if the producer is in another state, or gets no answer now. */
    private boolean succeeds(Uni<Void> step) {
        try {
            step.await().atMost(PATIENCE);
            return true;
        } catch (IllegalStateException | TimeoutException | io.smallrye.mutiny.TimeoutException e) {
            LOG.debug("channel={} {}", outgoing, e.toString());
            return false;
        }
    }

    private boolean isCommitted(KafkaRecordBatch<byte[], byte[]> batch) {
        Map<TopicPartition, OffsetAndMetadata> last = metadata(batch).getOffsets();
        Map<TopicPartition, OffsetAndMetadata> committed = consumer()
                .committed(last.keySet().toArray(TopicPartition[]::new))
                .await()
                .atMost(PATIENCE);
        return last.entrySet().stream().allMatch(entry -> {
            OffsetAndMetadata reached = committed.get(entry.getKey());
            return reached != null && reached.offset() > entry.getValue().offset();
        });
    }

    /** Another generation of the group reads the partition again from what is committed. */
    private boolean isLost(KafkaRecordBatch<byte[], byte[]> batch) {
        int now = consumer().consumerGroupMetadata().await().atMost(PATIENCE).generationId();
        int then = metadata(batch).getConsumerGroupGenerationId();
        if (now != then) {
            LOG.info("channel={} the partitions were reassigned; their new owner answers", incoming);
        }
        return now != then;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return clients.getConsumer(incoming);
    }

    static ConsumerRecords<byte[], byte[]> records(KafkaRecordBatch<byte[], byte[]> batch) {
        return metadata(batch).getRecords();
    }

    @SuppressWarnings("unchecked")
    private static IncomingKafkaRecordBatchMetadata<byte[], byte[]> metadata(KafkaRecordBatch<byte[], byte[]> batch) {
        return batch.getMetadata(IncomingKafkaRecordBatchMetadata.class).orElseThrow();
    }

    private static boolean isFatal(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof ProducerFencedException
                        || cause instanceof OutOfOrderSequenceException
                        || cause instanceof AuthorizationException
                        || cause instanceof UnsupportedVersionException);
    }

    /** A failure, and all that led to it. */
    private static Stream<Throwable> causes(Throwable failure) {
        Stream<Throwable> earlier = failure instanceof CompositeException several
                ? several.getCauses().stream()
                : Stream.ofNullable(failure.getCause());
        return Stream.concat(Stream.of(failure), earlier.flatMap(ExactlyOnce::causes));
    }

    private NoisyStudentException tooLarge(RuntimeException failure) {
        String limits = causes(failure)
                .filter(RecordTooLargeException.class::isInstance)
                .map(Throwable::getMessage)
                .findFirst()
                .orElse("");
        return new NoisyStudentException(
                ErrorCode.TOO_LARGE,
                outgoing,
                "the broker takes no record as large as the answer (" + limits
                        + "); set labeling.task-samples lower, or max.message.bytes of the topic back to "
                        + TopicSettings.MAX_MESSAGE_BYTES,
                failure);
    }

    private static void pause(int failures) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(PAUSES.after(failures).toMillis());
    }
}
