package io.noisystudent.labeler.labeling;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.event.TaskFailure;
import io.noisystudent.contracts.sample.InboundRecord;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.labeler.deadletter.DeadLetters;
import io.noisystudent.labeler.stages.BatchPipeline;
import io.noisystudent.labeler.stages.Engine;
import io.noisystudent.labeler.stages.RangeSource;
import io.noisystudent.labeler.stages.RecordStream;
import io.noisystudent.labeler.stages.RunSummary;
import io.noisystudent.labeler.stages.SampleSelector;

/**
 * Labels ranges of the unlabeled log: a pure function of the range and the model.
 *
 * <p>Every sample of the range is accounted for once, as accepted, rejected or unreadable; deletions are no samples.
 * That a later record replaces or deletes an earlier one is for the trainer to apply. Not thread-safe.
 */
public final class Labeling {
    private final RangeSource source;
    private final BatchPipeline pipeline;
    private final InboundRecordParser parser;
    private final String labeler;
    private final int maxRecordBytes;

    /**
     * @param labeler name of this instance, for the progress record
     * @param maxRecordBytes what the dead-letter topic takes
     */
    public Labeling(
            RangeSource source,
            BatchPipeline pipeline,
            InboundRecordParser parser,
            String labeler,
            int maxRecordBytes) {
        this.source = source;
        this.pipeline = pipeline;
        this.parser = parser;
        this.labeler = labeler;
        this.maxRecordBytes = maxRecordBytes;
    }

    /**
     * Answers a task with the model that it names.
     *
     * @param onRead as in {@link BatchPipeline#run}
     * @throws NoisyStudentException as {@link RangeSource} does; {@code TRIAL_RUN_FAILED} when the model fails
     */
    public LabelingAnswer answer(LabelingTask task, Engine model, Runnable onRead) {
        DeadLetters deadLetters = new DeadLetters(task.id(), Integer.toString(task.generation()), maxRecordBytes);
        PseudoLabelCollector collector = new PseudoLabelCollector(task, model.classes(), deadLetters);
        SampleSelector images =
                record -> parser.parseUnlabeled(record) instanceof InboundRecord.Images found ? found : null;
        RunSummary run;
        try (RecordStream records = source.open(task.range())) {
            run = pipeline.run(records, images, model, collector, onRead);
        }
        PseudoLabels labels = collector.labels(model.execution());
        requireAccounted(labels, run);
        TaskCompleted progress = new TaskCompleted(
                task.id(),
                task.generation(),
                task.model(),
                task.range(),
                labels.acceptedAt().size(),
                labels.rejected().total(),
                labels.unreadable().size(),
                collector.acceptedPerClass(),
                collector.confidences(),
                labeler,
                run.readMillis(),
                run.inferenceMillis(),
                model.execution(),
                null);
        return new LabelingAnswer(labels, progress, collector.deadLetters());
    }

    /** The answer to a task that can never be done. */
    public TaskCompleted failed(LabelingTask task, TaskFailure failure) {
        return TaskCompleted.failed(task, failure, labeler);
    }

    /** The answer to a task that could not be read. */
    public TaskCompleted unreadable(String task, TaskFailure failure) {
        return TaskCompleted.unreadable(task, failure, labeler);
    }

    private static void requireAccounted(PseudoLabels labels, RunSummary run) {
        if (labels.samples() != run.samples()) {
            throw new NoisyStudentException(
                    ErrorCode.INTERNAL,
                    labels.taskId(),
                    labels.samples() + " samples are accounted for, but " + labels.range() + " has " + run.samples()
                            + ": nothing is published, please report this");
        }
    }
}
