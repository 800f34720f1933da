package io.noisystudent.contracts.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.noisystudent.contracts.error.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /** Every student that was trained, by its index; those that failed are absent. */
    List<StudentResult> students();

    /** States that no event leaves. */
    sealed interface Decided extends GenerationState {
        Instant at();
    }

    /** Tasks are with the labelers; {@code done} is the set of answered task numbers as a Base64 bit set. */
    record Labeling(GenerationPlan plan, LabelingSummary labeling, String done) implements GenerationState {
        @Override
        public List<StudentResult> students() {
            return List.of();
        }
    }

    /** Requests are with the trainers; some have been answered by a student, others by a failure. */
    record Training(
            GenerationPlan plan,
            LabelingSummary labeling,
            List<TrainingRequest> requests,
            List<StudentResult> students,
            List<StudentFailure> failures)
            implements GenerationState {
        public Training {
            requests = List.copyOf(requests);
            students = List.copyOf(students);
            failures = List.copyOf(failures);
        }
    }

    /**
     * Evaluation tasks for the candidate and the incumbent are with the labelers; once all are answered, the evidence
     * is with the registry.
     *
     * @param openTasks ids of the tasks without an answer
     * @param answers offset of the first answer to each of the others in the log of evaluations
     * @param pending what the gate says while a person has to decide; null before
     */
    record Evaluating(
            GenerationPlan plan,
            LabelingSummary labeling,
            List<StudentResult> students,
            StudentResult candidate,
            List<String> openTasks,
            Map<String, Long> answers,
            @Nullable String pending)
            implements GenerationState {
        public Evaluating {
            students = List.copyOf(students);
            openTasks = List.copyOf(openTasks);
            answers = Map.copyOf(answers);
        }
    }

    /** The candidate is the teacher. */
    record Promoted(
            GenerationPlan plan,
            LabelingSummary labeling,
            List<StudentResult> students,
            StudentResult candidate,
            String verdict,
            Instant at)
            implements Decided {
        public Promoted {
            students = List.copyOf(students);
        }
    }

    /** The gate refused the candidate. */
    record Rejected(
            GenerationPlan plan,
            LabelingSummary labeling,
            List<StudentResult> students,
            StudentResult candidate,
            String verdict,
            Instant at)
            implements Decided {
        public Rejected {
            students = List.copyOf(students);
        }
    }

    /** The control is measured; it is never promoted. */
    record Measured(
            GenerationPlan plan,
            LabelingSummary labeling,
            List<StudentResult> students,
            StudentResult candidate,
            Instant at)
            implements Decided {
        public Measured {
            students = List.copyOf(students);
        }
    }

    /** The generation ended without a decision about a candidate. */
    record Failed(
            GenerationPlan plan,
            LabelingSummary labeling,
            List<StudentResult> students,
            ErrorCode code,
            String reason,
            Instant at)
            implements Decided {
        public Failed {
            students = List.copyOf(students);
        }
    }

    /** A training request that brought no student. */
    record StudentFailure(String requestId, ErrorCode code, String detail) {}
}
