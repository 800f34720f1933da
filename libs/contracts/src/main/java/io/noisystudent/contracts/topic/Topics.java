package io.noisystudent.contracts.topic;

import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * Names of a pipeline's topics, {@code <pipeline>.<what>}, and of the groups that do its work.
 *
 * @param pipeline name of the pipeline
 */
public record Topics(String pipeline) {
    /**
     * The partition that has all records of the topics that are in one order, even if they have more: these are
     * labeling progress, evaluations, training progress, generations and models.
     */
    public static final int ORDERED = 0;

    public Topics {
        requireNonNull(pipeline, "pipeline is null");
    }

    /** Images without a label; what is labeled again in every generation. */
    public String unlabeled() {
        return topic("unlabeled");
    }

    /** Images with their true label. */
    public String labeled() {
        return topic("labeled");
    }

    /** {@link io.noisystudent.contracts.event.LabelingTask} as JSON, by task id. */
    public String labelingTasks() {
        return topic("labeling-tasks");
    }

    /** {@link io.noisystudent.contracts.event.EvaluationTask} as JSON, by task id. */
    public String evaluationTasks() {
        return topic("evaluation-tasks");
    }

    /** {@link io.noisystudent.contracts.event.PseudoLabels} as Protobuf, by task id. */
    public String pseudoLabels() {
        return topic("pseudo-labels");
    }

    /** {@link io.noisystudent.contracts.event.TaskCompleted} as JSON, by task id. */
    public String labelingProgress() {
        return topic("labeling-progress");
    }

    /** {@link io.noisystudent.contracts.event.Predictions} as Protobuf, by task id. */
    public String evaluations() {
        return topic("evaluations");
    }

    /** {@link io.noisystudent.contracts.event.TrainingRequest} as JSON, by request id. */
    public String trainingRequests() {
        return topic("training-requests");
    }

    /** {@link io.noisystudent.contracts.event.TrainingProgress} as JSON, by request id. */
    public String trainingProgress() {
        return topic("training-progress");
    }

    /** {@link io.noisystudent.contracts.event.GenerationState} as JSON, by generation id; compacted. */
    public String generations() {
        return topic("generations");
    }

    /** {@link io.noisystudent.contracts.event.ModelEvent} as JSON, by version or alias. */
    public String models() {
        return topic("models");
    }

    /** Records that could not be read, as they came, with the reason in their headers. */
    public String deadLetters() {
        return topic("dead-letters");
    }

    /** Consumer group that answers labeling and evaluation tasks. */
    public String labelers() {
        return pipeline + "-labelers";
    }

    /** Consumer group that answers training requests. */
    public String trainers() {
        return pipeline + "-trainers";
    }

    /** Every topic of the pipeline. */
    public List<String> all() {
        return List.of(
                unlabeled(),
                labeled(),
                labelingTasks(),
                evaluationTasks(),
                pseudoLabels(),
                labelingProgress(),
                evaluations(),
                trainingRequests(),
                trainingProgress(),
                generations(),
                models(),
                deadLetters());
    }

    private String topic(String what) {
        return pipeline + "." + what;
    }
}
