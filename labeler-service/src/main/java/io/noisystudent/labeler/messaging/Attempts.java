package io.noisystudent.labeler.messaging;

import io.noisystudent.contracts.codec.MessageCodec;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TaskFailure;
import io.noisystudent.contracts.retry.Backoff;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.kafka.topic.TopicSettings;
import io.noisystudent.kafka.trace.RecordSpan;
import io.noisystudent.labeler.deadletter.DeadLetters;
import io.noisystudent.labeler.metrics.LabelerMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a task until it has an answer.
 *
 * <p>A task that cannot be done now (no registry, no broker, a model that cannot be verified) waits and is tried again:
 * nothing is lost. One that can never be done, or whose model the registry does not have for a while, is answered as
 * failed, with its reason, and goes to the dead letters. So does what is no task, whose key says who waits for an answer.
 */
final class Attempts<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    /** No task has a longer id. */
    private static final int LONGEST_ID = 256;

    /**
     * How a task is tried again.
     *
     * @param selfCaused attempts that may end with what should not happen, without memory, or without a model that fits:
     *     that may pass, but a task that causes it itself would never be answered, and would hold up those after it
     */
    record Patience(Backoff pauses, int selfCaused) {
        static final Patience DEFAULT = new Patience(new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15)), 10);
    }

    /** Computes the answer to a task; not thread-safe. */
    interface Answering<T> {
        /**
         * Adds the answer to {@code outputs} and gives what is to be counted once it is committed.
         *
         * @param onRead called when nothing remains to be read
         */
        Runnable answer(T task, Outputs outputs, Runnable onRead);

        /** Adds the answer that the task failed for good. */
        void fail(T task, TaskFailure failure, Outputs outputs);

        /** Adds the answer that what came under the id of a task could not be read. */
        void refuse(String task, TaskFailure failure, Outputs outputs);
    }

    /**
     * What sort of tasks is answered.
     *
     * @param source of the answers, as CloudEvents name it
     */
    record Kind<T>(String name, MessageCodec<T> codec, String deadLetterTopic, String source) {}

    /**
     * What is sent, and what is counted once it is committed.
     *
     * @param refused what is sent in its place when the broker can never take it
     */
    record Answer(List<Message<byte[]>> messages, Runnable counted, Function<NoisyStudentException, Answer> refused) {}

    private final Kind<T> kind;
    private final LabelerMetrics metrics;
    private final Waiting waiting;
    private final Patience patience;
    private volatile boolean stopped;

    Attempts(Kind<T> kind, LabelerMetrics metrics, Waiting waiting, Patience patience) {
        this.kind = kind;
        this.metrics = metrics;
        this.waiting = waiting;
        this.patience = patience;
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
        T task;
        try {
            task = kind.codec().decode(record.topic(), record.value());
        } catch (NoisyStudentException e) {
            return setAside(record, span, e, outputs -> refuse(record, e, answering, outputs), true);
        }
        return answer(new Work<>(record, span, task, answering), onRead);
    }

    /** A task without a key has no reader of its answer. */
    private void refuse(
            ConsumerRecord<byte[], byte[]> record,
            NoisyStudentException reason,
            Answering<T> answering,
            Outputs outputs) {
        byte[] key = record.key();
        if (key != null && key.length > 0 && key.length <= LONGEST_ID) {
            answering.refuse(new String(key, StandardCharsets.UTF_8), failure(reason), outputs);
        }
    }

    private static TaskFailure failure(NoisyStudentException reason) {
        return new TaskFailure(reason.code(), reason.subject() + ": " + reason.getMessage());
    }

    /** A task, and all that its answer needs. */
    private record Work<T>(ConsumerRecord<byte[], byte[]> record, RecordSpan span, T task, Answering<T> answering) {}

    private Answer answer(Work<T> work, Runnable onRead) throws InterruptedException {
        int selfCaused = 0;
        Waiting.Wait wait = null;
        try {
            for (int tries = 1; ; tries++) {
                NoisyStudentException reason;
                try {
                    return attempt(work, onRead);
                } catch (NoisyStudentException e) {
                    reason = e;
                } catch (RuntimeException | Error e) {
                    reason = unexpected(work.record(), e);
                }
                if (stopped || reason.code() == ErrorCode.DEVICE_FAILED) {
                    // This process ends, another labeler gets the task.
                    throw reason;
                }
                work.span().fail(reason.code().name());
                selfCaused += mayBeSelfCaused(reason) ? 1 : 0;
                if (isHopeless(reason) || selfCaused >= patience.selfCaused()) {
                    return failed(work, reason);
                }
                long pause = patience.pauses().after(tries).toMillis();
                LOG.warn(
                        "kind={} task at {} waits {} ms: {}",
                        kind.name(),
                        work.record().offset(),
                        pause,
                        reason.describe());
                metrics.retried(kind.name(), reason.code());
                wait = waiting.goOn(wait, kind.name(), reason);
                TimeUnit.MILLISECONDS.sleep(pause);
            }
        } finally {
            waiting.end(wait);
        }
    }

    /** What an attempt that failed had added is not sent. */
    private Answer attempt(Work<T> work, Runnable onRead) {
        Outputs outputs = new Outputs(kind.source(), Clock.systemUTC(), work.span());
        Runnable counted = work.answering().answer(work.task(), outputs, onRead);
        return new Answer(outputs.messages(), counted, refusal -> failed(work, refusal));
    }

    private static NoisyStudentException unexpected(ConsumerRecord<byte[], byte[]> record, Throwable cause) {
        String position = InboundRecordParser.position(record);
        return cause instanceof OutOfMemoryError
                ? new NoisyStudentException(
                        ErrorCode.OUT_OF_MEMORY,
                        position,
                        "no memory for the task (" + cause.getMessage() + "); give labelers more of it, or set"
                                + " labeling.task-samples or noisystudent.labeler.batch-size lower",
                        cause)
                : new NoisyStudentException(
                        ErrorCode.INTERNAL, position, "the task failed (" + cause + "); please report this", cause);
    }

    /** These may pass, but a task that causes them itself would be tried for ever. */
    private static boolean mayBeSelfCaused(NoisyStudentException e) {
        return switch (e.code()) {
            case INTERNAL, OUT_OF_MEMORY, DEVICE_MEMORY, TRIAL_RUN_FAILED, NOT_FOUND, SIGNATURE_MISMATCH -> true;
            default -> false;
        };
    }

    /** What the task names is lost or has no proper name, its model gives no probabilities, or its answer is too large. */
    private static boolean isHopeless(NoisyStudentException e) {
        return switch (e.code()) {
            case BAD_MESSAGE, BAD_NAME, BAD_PATH, LINEAGE_EXPIRED, LOG_RESET, NO_PROBABILITIES, TOO_LARGE -> true;
            default -> false;
        };
    }

    private Answer failed(Work<T> work, NoisyStudentException reason) {
        TaskFailure failure = failure(reason);
        return setAside(
                work.record(),
                work.span(),
                reason,
                outputs -> work.answering().fail(work.task(), failure, outputs),
                true);
    }

    /**
     * @param answer adds what is said beside the dead letter
     * @param letter false where the broker does not take the letter either
     */
    private Answer setAside(
            ConsumerRecord<byte[], byte[]> record,
            RecordSpan span,
            NoisyStudentException reason,
            Consumer<Outputs> answer,
            boolean letter) {
        LOG.error("kind={} task at {} can never be done: {}", kind.name(), record.offset(), reason.describe());
        Outputs outputs = new Outputs(kind.source(), Clock.systemUTC(), span);
        answer.accept(outputs);
        if (!letter) {
            return new Answer(outputs.messages(), () -> {}, refusal -> {
                throw refusal;
            });
        }
        DeadLetters letters = new DeadLetters("", "", TopicSettings.MAX_MESSAGE_BYTES);
        letters.add(record, reason);
        outputs.deadLetters(kind.deadLetterTopic(), letters.letters());
        return new Answer(
                outputs.messages(),
                () -> metrics.deadLetter(reason.code()),
                refusal -> setAside(record, span, reason, answer, false));
    }
}
