package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.codec.MessageCodec;
import io.noisystudent.contracts.codec.PredictionsCodec;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.teacher.curriculum.CurriculumEvent;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Turns what labelers, trainers and the registry write into events of the curriculum. */
final class EventDecoder {
    private final Map<String, Function<ConsumerRecord<byte[], byte[]>, CurriculumEvent>> byTopic;

    EventDecoder(Topics topics) {
        MessageCodec<TaskCompleted> completed = JsonCodec.of(TaskCompleted.class);
        MessageCodec<TrainingProgress> progress = JsonCodec.of(TrainingProgress.class);
        MessageCodec<ModelEvent> models = JsonCodec.of(ModelEvent.class);
        MessageCodec<Predictions> predictions = new PredictionsCodec();
        byTopic = Map.of(
                topics.labelingProgress(),
                record -> new CurriculumEvent.LabelingAnswered(completed.decode(record.topic(), record.value())),
                topics.trainingProgress(),
                record -> new CurriculumEvent.TrainingReported(progress.decode(record.topic(), record.value())),
                topics.models(),
                record -> new CurriculumEvent.ModelAnnounced(models.decode(record.topic(), record.value())),
                topics.evaluations(),
                record -> answered(predictions.decode(record.topic(), record.value()), record.offset()));
    }

    /**
     * The event in a record.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BAD_MESSAGE} if there is none
     */
    CurriculumEvent decode(ConsumerRecord<byte[], byte[]> record) {
        Function<ConsumerRecord<byte[], byte[]>, CurriculumEvent> decoder = byTopic.get(record.topic());
        if (decoder == null) {
            throw new IllegalArgumentException("no decoder for " + record.topic());
        }
        return decoder.apply(record);
    }

    private static CurriculumEvent answered(Predictions answer, long offset) {
        return new CurriculumEvent.EvaluationAnswered(
                answer.taskId(), answer.model(), answer.range(), offset, answer.failure());
    }
}
