package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.codec.CloudEventHeaders;
import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.trace.GenerationTrace;
import io.noisystudent.kafka.trace.RecordTracing;
import io.noisystudent.teacher.curriculum.Command;
import io.noisystudent.teacher.curriculum.CurriculumTransaction;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The records of a transaction: the states that changed, and the tasks and requests that they ask for. */
final class Outbox {
    private final JsonCodec<GenerationState> states = JsonCodec.of(GenerationState.class);
    private final JsonCodec<LabelingTask> labelingTasks = JsonCodec.of(LabelingTask.class);
    private final JsonCodec<EvaluationTask> evaluationTasks = JsonCodec.of(EvaluationTask.class);
    private final JsonCodec<TrainingRequest> trainingRequests = JsonCodec.of(TrainingRequest.class);
    private final Topics topics;
    private final ToIntFunction<String> partitions;
    private final Clock clock;
    private final RecordTracing tracing;
    private final String source;

    /** @param partitions how many a topic has */
    Outbox(Topics topics, ToIntFunction<String> partitions, Clock clock, RecordTracing tracing) {
        this.topics = topics;
        this.partitions = partitions;
        this.clock = clock;
        this.tracing = tracing;
        this.source = "/teacher-service/" + topics.pipeline();
    }

    List<ProducerRecord<byte[], byte[]>> records(CurriculumTransaction transaction) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        SpanContext generation = SpanContext.getInvalid();
        for (GenerationState state : transaction.changed()) {
            String id = state.plan().id();
            generation = GenerationTrace.of(topics.pipeline(), id, state.plan().openedAt());
            records.add(record(
                    topics.generations(), Topics.ORDERED, id, id + "@" + clock.millis(), state, states.encode(state)));
        }
        int next = 0;
        for (Command command : transaction.commands()) {
            // What a transaction asks for belongs to the generation that it changed last.
            ProducerRecord<byte[], byte[]> record = record(command, next);
            trace(command, record, generation);
            records.add(record);
            next++;
        }
        return records;
    }

    /** A task has a trace of its own, however many there are; what happens a few times is in the generation's. */
    private void trace(Command command, ProducerRecord<byte[], byte[]> record, SpanContext generation) {
        String id = new String(record.key(), StandardCharsets.UTF_8);
        if (command instanceof Command.Label) {
            tracing.beginTrace(record.headers(), record.topic(), id, generation);
        } else {
            tracing.joinTrace(record.headers(), record.topic(), id, generation);
        }
    }

    private ProducerRecord<byte[], byte[]> record(Command command, int number) {
        if (command instanceof Command.Label label) {
            LabelingTask task = label.task();
            return inTurn(topics.labelingTasks(), number, task.id(), task, labelingTasks.encode(task));
        }
        if (command instanceof Command.Evaluate evaluate) {
            EvaluationTask task = evaluate.task();
            return inTurn(topics.evaluationTasks(), number, task.id(), task, evaluationTasks.encode(task));
        }
        TrainingRequest request = ((Command.Train) command).request();
        return inTurn(topics.trainingRequests(), number, request.id(), request, trainingRequests.encode(request));
    }

    /** Tasks go to the partitions in turn: hashing few ids would leave some labelers idle. */
    private ProducerRecord<byte[], byte[]> inTurn(String topic, int number, String id, Object task, byte[] value) {
        return record(topic, number % partitions.applyAsInt(topic), id, id, task, value);
    }

    private ProducerRecord<byte[], byte[]> record(
            String topic, int partition, String key, String eventId, Object event, byte[] value) {
        return new ProducerRecord<>(
                topic,
                partition,
                key.getBytes(StandardCharsets.UTF_8),
                value,
                CloudEventHeaders.of(event, eventId, source, clock.instant()));
    }
}
