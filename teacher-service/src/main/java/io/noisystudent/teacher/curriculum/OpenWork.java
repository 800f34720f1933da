package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.GenerationState.Labeling;
import io.noisystudent.contracts.topic.Topics;
import java.util.Optional;

/**
 * What the open generation waits for labelers or trainers to answer.
 *
 * @param topic of these tasks or requests
 * @param group whose members answer them
 * @param count of those without an answer; at least 1
 */
public record OpenWork(String topic, String group, int count) {
    /** Empty when no generation is open, or it waits for something else. */
    public static Optional<OpenWork> of(Generations generations, Topics topics) {
        int tasks = generations.openTasks();
        if (tasks > 0) {
            boolean labeling = generations.open().orElseThrow() instanceof Labeling;
            String topic = labeling ? topics.labelingTasks() : topics.evaluationTasks();
            return Optional.of(new OpenWork(topic, topics.labelers(), tasks));
        }
        int requests = generations.openTrainings();
        return requests > 0
                ? Optional.of(new OpenWork(topics.trainingRequests(), topics.trainers(), requests))
                : Optional.empty();
    }

    /** For people: that no answer will come, and what to do. */
    String describePassed() {
        return "the group " + group + " is at the end of " + topic
                + ", and of this generation there are records without an answer (" + count
                + "): remove what else consumes in this group, and do not"
                + " set its offsets forward; then open another generation";
    }
}
