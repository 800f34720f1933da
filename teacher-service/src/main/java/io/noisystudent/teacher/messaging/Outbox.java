package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.codec.CloudEventHeaders;
import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.teacher.curriculum.Command;
import io.noisystudent.teacher.curriculum.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The records of a turn: the states that changed, and the tasks and requests that they ask for. */
final class Outbox {
    private final JsonCodec<GenerationState> states = JsonCodec.of(GenerationState.class);
    private final JsonCodec<LabelingTask> labelingTasks = JsonCodec.of(LabelingTask.class);
    private final JsonCodec<EvaluationTask> evaluationTasks = JsonCodec.of(EvaluationTask.class);
    private final JsonCodec<TrainingRequest> trainingRequests = JsonCodec.of(TrainingRequest.class);
    private final Topics topics;
    private final ToIntFunction<String> partitions;
    private final Clock clock;
    private final String source;

    /** @param partitions how many a topic has */
    Outbox(Topics topics, ToIntFunction<String> partitions, Clock clock) {
        this.topics = topics;
        this.partitions = partitions;
        this.clock = clock;
        this.source = "/teacher-service/" + topics.pipeline();
    }

    List<ProducerRecord<byte[], byte[]>> records(Turn turn) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (GenerationState state : turn.changed()) {
            String id = state.plan().id();
            records.add(record(topics.generations(), null, id, id + "@" + clock.millis(), state, states.encode(state)));
        }
        int next = 0;
        for (Command command : turn.commands()) {
            records.add(record(command, next));
            next++;
        }
        return records;
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
            String topic, @Nullable Integer partition, String key, String eventId, Object event, byte[] value) {
        return new ProducerRecord<>(
                topic,
                partition,
                key.getBytes(StandardCharsets.UTF_8),
                value,
                CloudEventHeaders.of(event, eventId, source, clock.instant()));
    }
}
