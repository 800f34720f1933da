package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.StudentResult.Accuracy;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.event.TaskFailure;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that can move the curriculum. Each may come twice, late or for a generation that is over. */
public sealed interface CurriculumEvent {
    /** Logs and registry were observed while no generation was open. */
    record Observed(Observation observation) implements CurriculumEvent {}

    /** A person asks for a generation now. */
    record OpenRequested(Observation observation) implements CurriculumEvent {}

    /** A person asks for the average of versions, as a version of its own, now. */
    record EnsembleRequested(Observation observation, Ensemble ensemble) implements CurriculumEvent {}

    /** A person asks for a version that is adapted to the size that is served. */
    record FixResRequested(Observation observation, ModelVersion version) implements CurriculumEvent {}

    /** A person asks to end a generation. */
    record CancelRequested(String generation) implements CurriculumEvent {}

    /** The ids of the pipeline's topics were looked at while a generation was open. */
    record LogsSeen(Map<String, String> logs) implements CurriculumEvent {
        public LogsSeen {
            logs = Map.copyOf(logs);
        }
    }

    /** The group that is to do this work has passed it without answers, so that none will come. */
    record WorkPassed(String generation, OpenWork work) implements CurriculumEvent {}

    /** A labeler answered a labeling task. */
    record LabelingAnswered(TaskCompleted answer) implements CurriculumEvent {}

    /**
     * All labeling tasks of a generation had been answered when the log of pseudo-labels ended as in {@code ends}
     * (high watermarks: the answers are appended before they are committed, so they lie below).
     */
    record AnswersMeasured(String generation, List<LogRange> ends) implements CurriculumEvent {
        public AnswersMeasured {
            ends = List.copyOf(ends);
        }
    }

    /** A trainer said something about a request. */
    record TrainingReported(TrainingProgress progress) implements CurriculumEvent {}

    /**
     * A labeler answered an evaluation task; the answer stands at {@code offset} of the log of evaluations.
     *
     * @param model of the task; null of one that could not be read
     * @param range like {@code model}
     * @param failure null unless the task can never be done
     */
    record EvaluationAnswered(
            String taskId,
            @Nullable ModelRef model,
            @Nullable LogRange range,
            long offset,
            @Nullable TaskFailure failure)
            implements CurriculumEvent {}

    /**
     * The candidate of a generation is scored, the evidence is posted and the gate was asked.
     *
     * @param validation null when no sample of that split exists
     * @param test like {@code validation}
     * @param verdict null for a control, about which no gate decides
     * @param peers the others of the candidate's cohort with their accuracies
     */
    record Evaluated(
            String generation,
            @Nullable Accuracy validation,
            @Nullable Accuracy test,
            @Nullable Verdict verdict,
            List<StudentResult> peers)
            implements CurriculumEvent {
        public Evaluated {
            peers = List.copyOf(peers);
        }

        /** A candidate that was trained alone. */
        public Evaluated(
                String generation, @Nullable Accuracy validation, @Nullable Accuracy test, @Nullable Verdict verdict) {
            this(generation, validation, test, verdict, List.of());
        }
    }

    /** The registry decides nothing about a candidate, because {@code teacher} is the teacher: compare it with that one. */
    record TeacherMoved(String generation, ModelRef teacher) implements CurriculumEvent {}

    /** The evaluation cannot succeed, however often it is tried. */
    record EvaluationFailed(String generation, ErrorCode code, String detail) implements CurriculumEvent {}

    /** The registry announced something. */
    record ModelAnnounced(ModelEvent event) implements CurriculumEvent {}
}
