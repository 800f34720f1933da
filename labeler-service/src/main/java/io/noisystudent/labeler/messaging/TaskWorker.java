package io.noisystudent.labeler.messaging;

import io.noisystudent.contracts.codec.MessageCodec;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.topic.TopicSettings;
import io.noisystudent.contracts.trace.RecordSpan;
import io.noisystudent.contracts.trace.RecordTracing;
import io.noisystudent.labeler.deadletter.DeadLetters;
import io.noisystudent.labeler.metrics.LabelerMetrics;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the tasks of one channel, one after the other, on a thread of its own: first computes, then opens the
 * transaction, so that it is short.
 *
 * <p>A task that cannot be answered now (no registry, no broker, a model that cannot be verified) waits and is tried
 * again: nothing is lost. One that can never be answered goes to the dead letters.
 */
final class TaskWorker<T> {
    private static final Logger LOG = LoggerFactory.getLogger(TaskWorker.class);
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 15_000;

    /** Computes the answer to a task. */
    interface Answering<T> {
        /** Adds the answer to {@code outputs} and gives what is to be counted once it is committed. */
        Runnable answer(T task, Outputs outputs);
    }

    private final String kind;
    private final String deadLetterTopic;
    private final String source;
    private final MessageCodec<T> codec;
    private final Answering<T> answering;
    private final ExactlyOnce exactlyOnce;
    private final LabelerMetrics metrics;
    private final Waiting waiting;
    private final RecordTracing tracing;
    private final ExecutorService thread;

    TaskWorker(
            Kind kind,
            MessageCodec<T> codec,
            Answering<T> answering,
            ExactlyOnce exactlyOnce,
            LabelerMetrics metrics,
            Waiting waiting,
            RecordTracing tracing) {
        this.kind = kind.name();
        this.deadLetterTopic = kind.deadLetterTopic();
        this.source = kind.source();
        this.codec = codec;
        this.answering = answering;
        this.exactlyOnce = exactlyOnce;
        this.metrics = metrics;
        this.waiting = waiting;
        this.tracing = tracing;
        this.thread = Executors.newSingleThreadExecutor(work -> new Thread(work, kind.name()));
    }

    /**
     * What sort of tasks a worker answers.
     *
     * @param source of the answers, as CloudEvents name it
     */
    record Kind(String name, String deadLetterTopic, String source) {}

    /** Completes when the batch is settled. */
    Uni<Void> handle(KafkaRecordBatch<byte[], byte[]> batch) {
        return Uni.createFrom()
                .<Void>item(() -> {
                    settle(batch);
                    return null;
                })
                .runSubscriptionOn(thread);
    }

    void stop() {
        thread.shutdownNow();
    }

    private void settle(KafkaRecordBatch<byte[], byte[]> batch) {
        List<RecordSpan> spans = new ArrayList<>();
        try {
            if (exactlyOnce.isSettled(batch)) {
                return;
            }
            long start = System.nanoTime();
            Outputs outputs = new Outputs(source, Clock.systemUTC());
            Runnable counted = () -> {};
            for (ConsumerRecord<byte[], byte[]> record : ExactlyOnce.records(batch)) {
                RecordSpan span = tracing.process(record.headers(), record.topic());
                spans.add(span);
                outputs.answering(span);
                Runnable own = answer(record, outputs, span);
                Runnable before = counted;
                counted = () -> {
                    before.run();
                    own.run();
                };
            }
            long computed = System.nanoTime();
            exactlyOnce.publish(batch, outputs.messages());
            metrics.stage(kind, "commit", Duration.ofNanos(System.nanoTime() - computed));
            metrics.stage(kind, "total", Duration.ofNanos(System.nanoTime() - start));
            counted.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(kind + ": interrupted, the labeler is stopping", e);
        } finally {
            waiting.end(kind);
            spans.forEach(RecordSpan::close);
        }
    }

    private Runnable answer(ConsumerRecord<byte[], byte[]> record, Outputs outputs, RecordSpan span)
            throws InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            try {
                return answering.answer(codec.decode(record.topic(), record.value()), outputs);
            } catch (NoisyStudentException e) {
                if (thread.isShutdown()) {
                    throw e;
                }
                span.fail(e.code().name());
                if (isHopeless(e)) {
                    LOG.error("kind={} task at {} can never be answered: {}", kind, record.offset(), e.describe());
                    DeadLetters letters = new DeadLetters("", "", TopicSettings.MAX_MESSAGE_BYTES);
                    letters.add(record, e);
                    outputs.deadLetters(deadLetterTopic, letters.letters());
                    return () -> metrics.deadLetter(e.code());
                }
                LOG.warn("kind={} task at {} waits {} ms: {}", kind, record.offset(), pause, e.describe());
                metrics.retried(kind, e.code());
                waiting.begin(kind, e);
                TimeUnit.MILLISECONDS.sleep(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private static boolean isHopeless(NoisyStudentException e) {
        return switch (e.code()) {
            case BAD_MESSAGE, LINEAGE_EXPIRED, TOO_LARGE -> true;
            default -> false;
        };
    }
}
