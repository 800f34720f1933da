package io.noisystudent.labeler.messaging;

import io.noisystudent.contracts.codec.PredictionsCodec;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.contracts.event.TaskFailure;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.labeler.evaluation.Evaluating;
import io.noisystudent.labeler.evaluation.EvaluationAnswer;
import io.noisystudent.labeler.metrics.LabelerMetrics;
import io.noisystudent.labeler.models.ModelCache;
import jakarta.inject.Singleton;

/** Answers an evaluation task with predictions and dead letters. */
@Singleton
class EvaluationTasks implements Attempts.Answering<EvaluationTask> {
    static final String KIND = "evaluation";

    private final Evaluating evaluating;
    private final ModelCache models;
    private final Topics topics;
    private final LabelerMetrics metrics;
    private final PredictionsCodec codec = new PredictionsCodec();

    EvaluationTasks(Evaluating evaluating, ModelCache models, Topics topics, LabelerMetrics metrics) {
        this.evaluating = evaluating;
        this.models = models;
        this.topics = topics;
        this.metrics = metrics;
    }

    /** There are few: the next one may wait until this one is committed. */
    @Override
    public Runnable answer(EvaluationTask task, Outputs outputs, Runnable onRead) {
        EvaluationAnswer answer;
        try (ModelCache.Lease lease = models.lease(task.model())) {
            answer = evaluating.answer(task, lease.model());
        }
        outputs.orderedEvent(topics.evaluations(), task.id(), answer.predictions(), codec);
        outputs.deadLetters(topics.deadLetters(), answer.deadLetters());
        return () -> {
            metrics.samples("predicted", answer.predictions().positions().size());
            metrics.unreadable(answer.predictions().unreadable());
        };
    }

    @Override
    public void fail(EvaluationTask task, TaskFailure failure, Outputs outputs) {
        outputs.orderedEvent(topics.evaluations(), task.id(), Predictions.failed(task, failure), codec);
    }

    @Override
    public void refuse(String task, TaskFailure failure, Outputs outputs) {
        outputs.orderedEvent(topics.evaluations(), task, Predictions.unreadable(task, failure), codec);
    }
}
