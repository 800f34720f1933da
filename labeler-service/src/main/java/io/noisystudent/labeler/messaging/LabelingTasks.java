package io.noisystudent.labeler.messaging;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.codec.PseudoLabelsCodec;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.event.TaskFailure;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.labeler.labeling.Labeling;
import io.noisystudent.labeler.labeling.LabelingAnswer;
import io.noisystudent.labeler.metrics.LabelerMetrics;
import io.noisystudent.labeler.models.ModelCache;
import jakarta.enterprise.context.Dependent;
import java.time.Duration;

/** Answers a labeling task with pseudo-labels, progress and dead letters. */
@Dependent
class LabelingTasks implements Attempts.Answering<LabelingTask> {
    static final String KIND = "labeling";

    private final Labeling labeling;
    private final ModelCache models;
    private final Topics topics;
    private final LabelerMetrics metrics;
    private final PseudoLabelsCodec labelsCodec = new PseudoLabelsCodec();
    private final JsonCodec<TaskCompleted> progressCodec = JsonCodec.of(TaskCompleted.class);

    LabelingTasks(Labeling labeling, ModelCache models, Topics topics, LabelerMetrics metrics) {
        this.labeling = labeling;
        this.models = models;
        this.topics = topics;
        this.metrics = metrics;
    }

    @Override
    public Runnable answer(LabelingTask task, Outputs outputs, Runnable onRead) {
        LabelingAnswer answer;
        try (ModelCache.Lease lease = models.lease(task.model())) {
            answer = labeling.answer(task, lease.model(), onRead);
        }
        outputs.event(topics.pseudoLabels(), task.id(), answer.labels(), labelsCodec);
        outputs.orderedEvent(topics.labelingProgress(), task.id(), answer.progress(), progressCodec);
        outputs.deadLetters(topics.deadLetters(), answer.deadLetters());
        return () -> count(answer);
    }

    @Override
    public void fail(LabelingTask task, TaskFailure failure, Outputs outputs) {
        outputs.orderedEvent(topics.labelingProgress(), task.id(), labeling.failed(task, failure), progressCodec);
    }

    @Override
    public void refuse(String task, TaskFailure failure, Outputs outputs) {
        outputs.orderedEvent(topics.labelingProgress(), task, labeling.unreadable(task, failure), progressCodec);
    }

    private void count(LabelingAnswer answer) {
        TaskCompleted progress = answer.progress();
        metrics.samples("accepted", progress.accepted());
        metrics.samples("rejected", progress.rejected());
        metrics.confidences(progress.confidences());
        metrics.unreadable(answer.labels().unreadable());
        metrics.stage(KIND, "read", Duration.ofMillis(progress.readMillis()));
        metrics.stage(KIND, "inference", Duration.ofMillis(progress.inferenceMillis()));
    }
}
