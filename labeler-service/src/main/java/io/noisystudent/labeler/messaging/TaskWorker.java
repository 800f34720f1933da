package io.noisystudent.labeler.messaging;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.kafka.trace.RecordSpan;
import io.noisystudent.kafka.trace.RecordTracing;
import io.noisystudent.labeler.metrics.LabelerMetrics;
import io.noisystudent.service.start.Termination;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Answers the tasks of one channel: first computes, then opens the transaction, so that it is short.
 *
 * <p>The next task may begin when the last record of the one before is read, so that the cores have work while that one
 * is brought to its end and committed. Answers are published in the order of the tasks.
 */
final class TaskWorker<T> {
    private final String kind;
    private final SequencedExecutor<Attempts.Answering<T>> executor;
    private final Attempts<T> attempts;
    private final ExactlyOnce exactlyOnce;
    private final LabelerMetrics metrics;
    private final RecordTracing tracing;
    private final Termination termination;

    /** @param answerings one for each task that may be under way at the same time */
    TaskWorker(
            String kind,
            List<Attempts.Answering<T>> answerings,
            Attempts<T> attempts,
            ExactlyOnce exactlyOnce,
            LabelerMetrics metrics,
            RecordTracing tracing,
            Termination termination) {
        this.kind = kind;
        this.executor = new SequencedExecutor<>(kind, answerings);
        this.attempts = attempts;
        this.exactlyOnce = exactlyOnce;
        this.metrics = metrics;
        this.tracing = tracing;
        this.termination = termination;
    }

    /** Completes when the next batch may be handed over. */
    Uni<Void> handle(KafkaRecordBatch<byte[], byte[]> batch) {
        return Uni.createFrom()
                .completionStage(() -> executor.start((answering, place) -> {
                    try {
                        settle(batch, answering, place);
                    } catch (RuntimeException | Error e) {
                        if (!attempts.isStopped()) {
                            // Whatever is committed after this would pass over the batch.
                            termination.begin(kind + ": a task could not be settled: " + e);
                        }
                        throw e;
                    }
                }));
    }

    void stop() {
        attempts.stop();
        executor.stop();
    }

    private void settle(
            KafkaRecordBatch<byte[], byte[]> batch, Attempts.Answering<T> answering, SequencedExecutor.Place place)
            throws InterruptedException {
        if (exactlyOnce.isSettled(batch)) {
            return;
        }
        List<RecordSpan> spans = new ArrayList<>();
        try {
            long start = System.nanoTime();
            List<Attempts.Answer> answers = new ArrayList<>();
            Iterator<ConsumerRecord<byte[], byte[]>> records =
                    ExactlyOnce.records(batch).iterator();
            while (records.hasNext()) {
                ConsumerRecord<byte[], byte[]> record = records.next();
                RecordSpan span = tracing.process(record.headers(), record.topic());
                spans.add(span);
                Runnable onRead = records.hasNext() ? () -> {} : place::letPass;
                answers.add(attempts.answer(record, span, answering, onRead));
            }
            place.awaitTurn();
            long computed = System.nanoTime();
            List<Attempts.Answer> published = publish(batch, answers);
            metrics.stage(kind, "commit", Duration.ofNanos(System.nanoTime() - computed));
            metrics.stage(kind, "total", Duration.ofNanos(System.nanoTime() - start));
            published.forEach(answer -> answer.counted().run());
        } finally {
            spans.forEach(RecordSpan::close);
        }
    }

    /**
     * Publishes the answers or, where the broker can never take them, that the tasks failed; returns what it was, nothing
     * where the batch needed no answer any more.
     */
    private List<Attempts.Answer> publish(KafkaRecordBatch<byte[], byte[]> batch, List<Attempts.Answer> answers)
            throws InterruptedException {
        List<Attempts.Answer> acceptable = answers;
        while (true) {
            try {
                return exactlyOnce.publish(batch, messages(acceptable)) ? acceptable : List.of();
            } catch (NoisyStudentException refusal) {
                acceptable = acceptable.stream()
                        .map(answer -> answer.refused().apply(refusal))
                        .toList();
            }
        }
    }

    private static List<Message<byte[]>> messages(List<Attempts.Answer> answers) {
        return answers.stream().flatMap(answer -> answer.messages().stream()).toList();
    }
}
