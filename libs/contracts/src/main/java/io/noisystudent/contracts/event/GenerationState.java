package io.noisystudent.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.noisystudent.contracts.error.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a generation stands. The newest state of each generation is what the compacted topic keeps, and all that
 * teacher-service needs to go on after a restart.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(GenerationState.Labeling.class),
    @JsonSubTypes.Type(GenerationState.Training.class),
    @JsonSubTypes.Type(GenerationState.Evaluating.class),
    @JsonSubTypes.Type(GenerationState.Promoted.class),
    @JsonSubTypes.Type(GenerationState.Rejected.class),
    @JsonSubTypes.Type(GenerationState.Measured.class),
    @JsonSubTypes.Type(GenerationState.Failed.class)
})
@JsonPropertyOrder("state")
public sealed interface GenerationState {
    /** Name of the state, {@code promoted} for example. */
    @JsonProperty("state")
    default String stateName() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    GenerationPlan plan();

    LabelingSummary labeling();

    /** Every student that was trained, by its index; those that failed are absent. */
    List<StudentResult> students();

    /** States that no event leaves. */
    sealed interface Decided extends GenerationState {
        Instant at();
    }

    /** Decided about a candidate that was evaluated. */
    sealed interface Examined extends Decided {
        StudentResult candidate();
    }

    /** Tasks are with the labelers; {@code done} is the set of answered task numbers as a Base64 bit set. */
    @JsonTypeName("labeling")
    record Labeling(GenerationPlan plan, LabelingSummary labeling, String done) implements GenerationState {
        @Override
        public List<StudentResult> students() {
            return List.of();
        }
    }

    /** Requests are with the trainers; some have been answered by a student, others by a failure. */
    @JsonTypeName("training")
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
     * @param incumbent with whom the candidate is compared since the plan's teacher is no longer the teacher; null as
     *     long as it is
     */
    @JsonTypeName("evaluating")
    record Evaluating(
            GenerationPlan plan,
            LabelingSummary labeling,
            List<StudentResult> students,
            StudentResult candidate,
            List<String> openTasks,
            Map<String, Long> answers,
            @Nullable String pending,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            ModelRef incumbent)
            implements GenerationState {
        public Evaluating {
            students = List.copyOf(students);
            openTasks = List.copyOf(openTasks);
            answers = Map.copyOf(answers);
        }

        /** A candidate that is compared with the plan's teacher. */
        public Evaluating(
                GenerationPlan plan,
                LabelingSummary labeling,
                List<StudentResult> students,
                StudentResult candidate,
                List<String> openTasks,
                Map<String, Long> answers,
                @Nullable String pending) {
            this(plan, labeling, students, candidate, openTasks, answers, pending, null);
        }

        /** The others of a candidate that was trained along with them: what is known of each is kept. */
        @JsonIgnore
        public List<StudentResult> peers() {
            return plan.together()
                    ? students.stream()
                            .filter(student -> !student.requestId().equals(candidate.requestId()))
                            .toList()
                    : List.of();
        }

        /** With whom the candidate is compared; null without a teacher. */
        @JsonIgnore
        public @Nullable ModelRef opponent() {
            return incumbent == null ? plan.teacher() : incumbent;
        }
    }

    /** The candidate is the teacher. */
    @JsonTypeName("promoted")
    record Promoted(
            GenerationPlan plan,
            LabelingSummary labeling,
            List<StudentResult> students,
            StudentResult candidate,
            String verdict,
            Instant at)
            implements Examined {
        public Promoted {
            students = List.copyOf(students);
        }
    }

    /** The gate refused the candidate. */
    @JsonTypeName("rejected")
    record Rejected(
            GenerationPlan plan,
            LabelingSummary labeling,
            List<StudentResult> students,
            StudentResult candidate,
            String verdict,
            Instant at)
            implements Examined {
        public Rejected {
            students = List.copyOf(students);
        }
    }

    /** The control is measured; it is never promoted. */
    @JsonTypeName("measured")
    record Measured(
            GenerationPlan plan,
            LabelingSummary labeling,
            List<StudentResult> students,
            StudentResult candidate,
            Instant at)
            implements Examined {
        public Measured {
            students = List.copyOf(students);
        }
    }

    /** The generation ended without a decision about a candidate. */
    @JsonTypeName("failed")
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

        /** Whether a person ended it: no control follows. */
        public boolean cancelled() {
            return code == ErrorCode.GENERATION_CANCELLED;
        }
    }

    /** A training request that brought no student. */
    record StudentFailure(String requestId, ErrorCode code, String detail) {}
}
