package io.noisystudent.contracts.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.noisystudent.contracts.error.ErrorCode;
import java.time.Instant;
import java.util.List;

/**
 * Where a generation stands. The newest state of each generation is what the compacted topic keeps, and all that
 * teacher-service needs to go on after a restart.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = GenerationState.Labeling.class, name = "labeling"),
    @JsonSubTypes.Type(value = GenerationState.Training.class, name = "training"),
    @JsonSubTypes.Type(value = GenerationState.Evaluating.class, name = "evaluating"),
    @JsonSubTypes.Type(value = GenerationState.Promoted.class, name = "promoted"),
    @JsonSubTypes.Type(value = GenerationState.Rejected.class, name = "rejected"),
    @JsonSubTypes.Type(value = GenerationState.Measured.class, name = "measured"),
    @JsonSubTypes.Type(value = GenerationState.Failed.class, name = "failed")
})
public sealed interface GenerationState {
    GenerationPlan plan();

    LabelingSummary labeling();

    /** States that no event leaves. */
    sealed interface Decided extends GenerationState {
        Instant at();
    }

    /** Tasks are with the labelers; {@code done} is the set of answered task numbers as a Base64 bit set. */
    record Labeling(GenerationPlan plan, LabelingSummary labeling, String done) implements GenerationState {}

    /** Requests are with the trainers. */
    record Training(
            GenerationPlan plan, LabelingSummary labeling, List<TrainingRequest> requests, List<StudentResult> students)
            implements GenerationState {
        public Training {
            requests = List.copyOf(requests);
            students = List.copyOf(students);
        }
    }

    /** Evaluation tasks for the candidate and the incumbent are with the labelers. */
    record Evaluating(
            GenerationPlan plan,
            LabelingSummary labeling,
            List<StudentResult> students,
            StudentResult candidate,
            List<String> openTasks)
            implements GenerationState {
        public Evaluating {
            students = List.copyOf(students);
            openTasks = List.copyOf(openTasks);
        }
    }

    /** The candidate is the teacher. */
    record Promoted(GenerationPlan plan, LabelingSummary labeling, StudentResult candidate, String verdict, Instant at)
            implements Decided {}

    /** The gate refused the candidate. */
    record Rejected(GenerationPlan plan, LabelingSummary labeling, StudentResult candidate, String verdict, Instant at)
            implements Decided {}

    /** The control is measured; it is never promoted. */
    record Measured(GenerationPlan plan, LabelingSummary labeling, StudentResult candidate, Instant at)
            implements Decided {}

    /** The generation ended without a candidate. */
    record Failed(GenerationPlan plan, LabelingSummary labeling, ErrorCode code, String reason, Instant at)
            implements Decided {}
}
