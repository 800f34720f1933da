package io.noisystudent.labeler.messaging;

import io.noisystudent.contracts.codec.MessageCodec;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.contracts.topic.TopicSettings;
import io.noisystudent.contracts.trace.RecordSpan;
import io.noisystudent.labeler.deadletter.DeadLetters;
import io.noisystudent.labeler.metrics.LabelerMetrics;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a task until it has an answer.
 *
 * <p>A task that cannot be answered now (no registry, no broker, a model that cannot be verified) waits and is tried
 * again: nothing is lost. One that can never be answered goes to the dead letters.
 */
final class Attempts<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 15_000;

    /** Computes the answer to a task; not thread-safe. */
    interface Answering<T> {
        /**
         * Adds the answer to {@code outputs} and gives what is to be counted once it is committed.
         *
         * @param onRead called when nothing remains to be read
         */
        Runnable answer(T task, Outputs outputs, Runnable onRead);
    }

    /**
     * What sort of tasks is answered.
     *
     * @param source of the answers, as CloudEvents name it
     */
    record Kind<T>(String name, MessageCodec<T> codec, String deadLetterTopic, String source) {}

    /** What is sent, and what is counted once it is committed. */
    record Answer(List<Message<byte[]>> messages, Runnable counted) {}

    private final Kind<T> kind;
    private final LabelerMetrics metrics;
    private final Waiting waiting;
    private volatile boolean stopped;

    Attempts(Kind<T> kind, LabelerMetrics metrics, Waiting waiting) {
        this.kind = kind;
        this.metrics = metrics;
        this.waiting = waiting;
    }

    /** No further attempts: what fails from now on is thrown. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Answers the task in a record; returns when there is an answer. */
    Answer answer(ConsumerRecord<byte[], byte[]> record, RecordSpan span, Answering<T> answering, Runnable onRead)
            throws InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        Waiting.Wait wait = null;
        try {
            while (true) {
                NoisyStudentException reason;
                try {
                    return attempt(record, span, answering, onRead);
                } catch (NoisyStudentException e) {
                    reason = e;
                } catch (RuntimeException e) {
                    reason = unexpected(record, e);
                }
                if (stopped) {
                    throw reason;
                }
                span.fail(reason.code().name());
                if (isHopeless(reason)) {
                    return setAside(record, span, reason);
                }
                LOG.warn("kind={} task at {} waits {} ms: {}", kind.name(), record.offset(), pause, reason.describe());
                metrics.retried(kind.name(), reason.code());
                wait = waiting.goOn(wait, kind.name(), reason);
                TimeUnit.MILLISECONDS.sleep(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        } finally {
            waiting.end(wait);
        }
    }

    /** What an attempt that failed had added is not sent. */
    private Answer attempt(
            ConsumerRecord<byte[], byte[]> record, RecordSpan span, Answering<T> answering, Runnable onRead) {
        Outputs outputs = new Outputs(kind.source(), Clock.systemUTC(), span);
        T task = kind.codec().decode(record.topic(), record.value());
        Runnable counted = answering.answer(task, outputs, onRead);
        return new Answer(outputs.messages(), counted);
    }

    private static NoisyStudentException unexpected(ConsumerRecord<byte[], byte[]> record, RuntimeException cause) {
        return new NoisyStudentException(
                ErrorCode.INTERNAL,
                InboundRecordParser.position(record),
                "the task failed (" + cause + ") and is tried again; please report this",
                cause);
    }

    private static boolean isHopeless(NoisyStudentException e) {
        return switch (e.code()) {
            case BAD_MESSAGE, BAD_NAME, BAD_PATH, LINEAGE_EXPIRED, TOO_LARGE -> true;
            default -> false;
        };
    }

    private Answer setAside(ConsumerRecord<byte[], byte[]> record, RecordSpan span, NoisyStudentException reason) {
        LOG.error("kind={} task at {} can never be answered: {}", kind.name(), record.offset(), reason.describe());
        DeadLetters letters = new DeadLetters("", "", TopicSettings.MAX_MESSAGE_BYTES);
        letters.add(record, reason);
        Outputs outputs = new Outputs(kind.source(), Clock.systemUTC(), span);
        outputs.deadLetters(kind.deadLetterTopic(), letters.letters());
        return new Answer(outputs.messages(), () -> metrics.deadLetter(reason.code()));
    }
}
