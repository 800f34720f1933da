package io.noisystudent.labeler.messaging;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.labeler.models.Teacher;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The channels of this service; {@code application.properties} says how each is read and written. */
@ApplicationScoped
public class Channels {
    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);
    static final String LABELING_TASKS = "labeling-tasks";
    static final String LABELING_ANSWERS = "labeling-answers";
    static final String EVALUATION_TASKS = "evaluation-tasks";
    static final String EVALUATION_ANSWERS = "evaluation-answers";
    private static final String MODELS = "models";

    private final TaskWorker<LabelingTask> labeling;
    private final TaskWorker<EvaluationTask> evaluation;
    private final Teacher teacher;
    private final JsonCodec<ModelEvent> models = JsonCodec.of(ModelEvent.class);

    Channels(TaskWorker<LabelingTask> labeling, TaskWorker<EvaluationTask> evaluation, Teacher teacher) {
        this.labeling = labeling;
        this.evaluation = evaluation;
        this.teacher = teacher;
    }

    /** Before the service starts: it will serve its health, and take neither tasks nor news. */
    public static void disable() {
        Stream.of(LABELING_TASKS, EVALUATION_TASKS, MODELS)
                .forEach(channel -> System.setProperty("mp.messaging.incoming." + channel + ".enabled", "false"));
    }

    @Incoming(LABELING_TASKS)
    Uni<Void> label(KafkaRecordBatch<byte[], byte[]> tasks) {
        return labeling.handle(tasks);
    }

    @Incoming(EVALUATION_TASKS)
    Uni<Void> evaluate(KafkaRecordBatch<byte[], byte[]> tasks) {
        return evaluation.handle(tasks);
    }

    @Incoming(MODELS)
    void hear(byte[] event) {
        try {
            if (models.decode(MODELS, event) instanceof ModelEvent.ModelPromoted promoted) {
                teacher.promoted(promoted);
            }
        } catch (NoisyStudentException e) {
            LOG.warn("an event about models is passed over: {}", e.describe());
        }
    }

    @PreDestroy
    void stop() {
        labeling.stop();
        evaluation.stop();
    }
}
