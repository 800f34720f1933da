package io.noisystudent.labeler.evaluation;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.labeler.deadletter.DeadLetters;
import io.noisystudent.labeler.stages.BatchPipeline;
import io.noisystudent.labeler.stages.Engine;
import io.noisystudent.labeler.stages.RangeSource;
import io.noisystudent.labeler.stages.RecordStream;
import io.noisystudent.labeler.stages.RunSummary;

/**
 * Predicts the held-out samples of ranges of the labeled log: a pure function of the range and the model, but for the
 * model's latency, which is measured beside.
 *
 * <p>Not thread-safe.
 */
public final class Evaluating {
    private final RangeSource source;
    private final BatchPipeline pipeline;
    private final InboundRecordParser parser;
    private final LatencyProbe latency;
    private final int maxRecordBytes;

    /** @param maxRecordBytes what the dead-letter topic takes */
    public Evaluating(
            RangeSource source,
            BatchPipeline pipeline,
            InboundRecordParser parser,
            LatencyProbe latency,
            int maxRecordBytes) {
        this.source = source;
        this.pipeline = pipeline;
        this.parser = parser;
        this.latency = latency;
        this.maxRecordBytes = maxRecordBytes;
    }

    /**
     * Answers a task with the model that it names.
     *
     * @throws NoisyStudentException as {@link RangeSource} does; {@code TRIAL_RUN_FAILED} when the model fails
     */
    public EvaluationAnswer answer(EvaluationTask task, Engine model) {
        PredictionCollector collector = new PredictionCollector(
                task, model.classes(), new DeadLetters(task.id(), task.generation(), maxRecordBytes));
        HeldOutSelector heldOut;
        try (RecordStream records = source.open(task.range())) {
            heldOut = new HeldOutSelector(parser, records);
        }
        RunSummary run;
        try (RecordStream records = source.open(task.range())) {
            run = pipeline.run(records, heldOut, model, collector, () -> {});
        }
        EvaluationAnswer answer = collector.answer(model.execution(), latency.latency(task.model(), model));
        requireAccounted(answer.predictions(), run);
        return answer;
    }

    private static void requireAccounted(Predictions predictions, RunSummary run) {
        long accounted =
                predictions.positions().size() + (long) predictions.unreadable().size();
        if (accounted != run.samples()) {
            throw new NoisyStudentException(
                    ErrorCode.INTERNAL,
                    predictions.taskId(),
                    accounted + " samples are accounted for, but " + predictions.range() + " holds out " + run.samples()
                            + ": nothing is published, please report this");
        }
    }
}
