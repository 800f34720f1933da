package io.noisystudent.labeler.messaging;

import io.noisystudent.contracts.codec.CloudEventHeaders;
import io.noisystudent.contracts.codec.MessageCodec;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.topic.TopicSettings;
import io.noisystudent.kafka.trace.RecordSpan;
import io.noisystudent.labeler.deadletter.DeadLetterRecord;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/** The records that answer one task. */
final class Outputs {
    /** For key, headers and the batch's own. */
    private static final int MARGIN = 16 * 1024;

    /** The producer chooses the partition. */
    private static final int BY_KEY = -1;

    private final String source;
    private final Clock clock;
    private final List<Message<byte[]>> messages = new ArrayList<>();
    private final RecordSpan span;

    /**
     * @param source of the CloudEvents: {@code /labeler-service/<instance>}
     * @param span of the task
     */
    Outputs(String source, Clock clock, RecordSpan span) {
        this.source = source;
        this.clock = clock;
        this.span = span;
    }

    /**
     * An event, keyed and identified by its task, in the partition of its key.
     *
     * @throws NoisyStudentException {@code TOO_LARGE} when no topic takes it
     */
    <T> void event(String topic, String task, T event, MessageCodec<T> codec) {
        event(topic, BY_KEY, task, event, codec);
    }

    /** As {@link #event}, of a topic that is in one order. */
    <T> void orderedEvent(String topic, String task, T event, MessageCodec<T> codec) {
        event(topic, Topics.ORDERED, task, event, codec);
    }

    private <T> void event(String topic, int partition, String task, T event, MessageCodec<T> codec) {
        byte[] value = codec.encode(event);
        if (value.length > TopicSettings.MAX_MESSAGE_BYTES - MARGIN) {
            throw new NoisyStudentException(
                    ErrorCode.TOO_LARGE,
                    task,
                    "the answer has " + value.length + " bytes, a record at most " + TopicSettings.MAX_MESSAGE_BYTES
                            + "; set labeling.task-samples lower, the range holds many images per record");
        }
        add(
                topic,
                partition,
                task.getBytes(StandardCharsets.UTF_8),
                value,
                CloudEventHeaders.of(event, task, source, clock.instant()));
    }

    void deadLetters(String topic, List<DeadLetterRecord> letters) {
        letters.forEach(letter -> add(topic, BY_KEY, letter.key(), letter.value(), letter.headers()));
    }

    private void add(String topic, int partition, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        // A dead letter keeps the context that its own producer gave it.
        if (headers.lastHeader("traceparent") == null) {
            span.writeTo(headers);
        }
        OutgoingKafkaRecordMetadata<byte[]> where = OutgoingKafkaRecordMetadata.<byte[]>builder()
                .withTopic(topic)
                .withPartition(partition)
                .withKey(key)
                .withHeaders(headers)
                .build();
        messages.add(Message.of(value).addMetadata(where));
    }

    List<Message<byte[]>> messages() {
        return messages;
    }
}
