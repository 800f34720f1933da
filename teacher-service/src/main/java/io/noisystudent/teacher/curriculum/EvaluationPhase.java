package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.GenerationState.Measured;
import io.noisystudent.contracts.event.GenerationState.Promoted;
import io.noisystudent.contracts.event.GenerationState.Rejected;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.TaskFailure;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.teacher.curriculum.CurriculumEvent.Evaluated;
import io.noisystudent.teacher.curriculum.CurriculumEvent.EvaluationAnswered;
import io.noisystudent.teacher.curriculum.CurriculumEvent.EvaluationFailed;
import io.noisystudent.teacher.curriculum.CurriculumEvent.TeacherMoved;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From the best student to the gate's verdict: candidate, incumbent and the versions that the gate names answer the same questions. */
final class EvaluationPhase {
    private final PipelineConfig pipeline;
    private final Clock clock;

    EvaluationPhase(PipelineConfig pipeline, Clock clock) {
        this.pipeline = pipeline;
        this.clock = clock;
    }

    static Transition start(PipelineConfig pipeline, Training state, StudentResult candidate) {
        List<EvaluationTask> tasks = tasks(
                pipeline, evaluating(state, candidate, List.of()), state.plan().teacher());
        Evaluating next = evaluating(
                state, candidate, tasks.stream().map(EvaluationTask::id).toList());
        return Transition.to(next, tasks.stream().map(Command.Evaluate::new).toList());
    }

    private static Evaluating evaluating(Training state, StudentResult candidate, List<String> open) {
        return new Evaluating(state.plan(), state.labeling(), state.students(), candidate, open, Map.of(), null);
    }

    /** One task per model and partition that has records. */
    private static List<EvaluationTask> tasks(PipelineConfig pipeline, Evaluating state, @Nullable ModelRef opponent) {
        GenerationPlan plan = state.plan();
        Stream<ModelRef> students = Stream.concat(Stream.of(state.candidate()), state.peers().stream())
                .map(StudentResult::model);
        Stream<ModelRef> opponents =
                Stream.concat(Stream.ofNullable(opponent), GateOpponents.of(pipeline, plan).stream());
        List<ModelRef> models = Stream.concat(students, opponents).distinct().toList();
        return plan.labeled().stream()
                .filter(range -> !range.isEmpty())
                .flatMap(range -> models.stream()
                        .map(model -> new EvaluationTask(id(plan, model, range), plan.id(), model, range)))
                .toList();
    }

    Transition onAnswer(Evaluating state, EvaluationAnswered answer) {
        if (!state.openTasks().contains(answer.taskId())) {
            return Transition.NONE;
        }
        TaskFailure failure = answer.failure();
        boolean unread = failure != null && answer.range() == null;
        if (!unread && !isAsked(state, answer)) {
            return Transition.none("task=" + answer.taskId() + " ignored: not asked about " + answer.range() + " with "
                    + answer.model());
        }
        if (failure != null) {
            return failed(state, failure.code(), "evaluation task " + answer.taskId() + ": " + failure.detail());
        }
        List<String> open = new ArrayList<>(state.openTasks());
        open.remove(answer.taskId());
        Map<String, Long> answers = new HashMap<>(state.answers());
        answers.put(answer.taskId(), answer.offset());
        return Transition.to(new Evaluating(
                state.plan(),
                state.labeling(),
                state.students(),
                state.candidate(),
                open,
                answers,
                null,
                state.incumbent()));
    }

    /** Whether an answer with the id of an open task is about the model and the range of that task. */
    private static boolean isAsked(Evaluating state, EvaluationAnswered answer) {
        ModelRef model = answer.model();
        LogRange range = answer.range();
        return model != null
                && range != null
                && model.name().equals(state.candidate().model().name())
                && state.plan().labeled().contains(range)
                && id(state.plan(), model, range).equals(answer.taskId());
    }

    /**
     * Another model became teacher while the candidate was evaluated: what the candidate answered still counts, and the new
     * teacher is asked the same, unless it was before.
     */
    Transition onTeacherMoved(Evaluating state, TeacherMoved moved) {
        ModelRef teacher = moved.teacher();
        if (!isDeciding(state, moved.generation()) || teacher.equals(state.opponent())) {
            return Transition.NONE;
        }
        if (teacher.equals(state.candidate().model())) {
            return promoted(state, "made teacher from outside while it was evaluated");
        }
        List<EvaluationTask> open = tasks(pipeline, state, teacher).stream()
                .filter(task -> !state.answers().containsKey(task.id()))
                .toList();
        Evaluating next = new Evaluating(
                state.plan(),
                state.labeling(),
                state.students(),
                state.candidate(),
                open.stream().map(EvaluationTask::id).toList(),
                state.answers(),
                null,
                teacher);
        String note = "generation=" + state.plan().id() + " " + teacher + " is the teacher now, "
                + state.candidate().model() + " is evaluated against it";
        return new Transition(next, open.stream().map(Command.Evaluate::new).toList(), note, null);
    }

    Transition onEvaluated(Evaluating state, Evaluated evaluated) {
        if (!isDeciding(state, evaluated.generation())) {
            return Transition.NONE;
        }
        StudentResult unmeasured = state.candidate();
        StudentResult candidate = new StudentResult(
                unmeasured.requestId(),
                unmeasured.model(),
                unmeasured.report(),
                evaluated.validation(),
                evaluated.test());
        List<StudentResult> students = state.students().stream()
                .map(student -> Stream.concat(Stream.of(candidate), evaluated.peers().stream())
                        .filter(measured -> measured.requestId().equals(student.requestId()))
                        .findFirst()
                        .orElse(student))
                .toList();
        Evaluating measured = new Evaluating(
                state.plan(),
                state.labeling(),
                students,
                candidate,
                List.of(),
                state.answers(),
                state.pending(),
                state.incumbent());
        Verdict verdict = evaluated.verdict();
        if (verdict == null) {
            return Transition.to(new Measured(state.plan(), state.labeling(), students, candidate, clock.instant()));
        }
        return switch (verdict.outcome()) {
            case PROMOTED -> promoted(measured, verdict.summary());
            case REJECTED -> rejected(measured, verdict.summary());
            // A gate that only looks on leaves the teacher in office: for the curriculum, a refusal.
            case WOULD_PROMOTE, WOULD_REJECT ->
                rejected(measured, "shadow mode, " + words(verdict.outcome()) + ": " + verdict.summary());
            case PENDING -> pending(state, measured, verdict.summary());
        };
    }

    private static String words(Verdict.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    Transition onFailed(Evaluating state, EvaluationFailed failed) {
        return isDeciding(state, failed.generation()) ? failed(state, failed.code(), failed.detail()) : Transition.NONE;
    }

    private Transition failed(Evaluating state, ErrorCode code, String reason) {
        return Transition.to(
                new Failed(state.plan(), state.labeling(), state.students(), code, reason, clock.instant()));
    }

    /** A person decided about a candidate that was waiting for it. */
    Transition onAnnounced(Evaluating state, ModelEvent event) {
        if (state.pending() == null || !event.model().equals(state.candidate().model())) {
            return Transition.NONE;
        }
        if (event instanceof ModelEvent.ModelPromoted promoted
                && promoted.alias().equals(AliasSlot.TEACHER)) {
            return promoted(state, "decided by a person");
        }
        if (event instanceof ModelEvent.ModelRejected rejected
                && rejected.alias().equals(AliasSlot.TEACHER)) {
            return rejected(state, String.join("; ", rejected.reasons()));
        }
        return Transition.NONE;
    }

    private Transition promoted(Evaluating state, String verdict) {
        return Transition.to(new Promoted(
                state.plan(), state.labeling(), state.students(), state.candidate(), verdict, clock.instant()));
    }

    private Transition rejected(Evaluating state, String verdict) {
        return Transition.to(new Rejected(
                state.plan(), state.labeling(), state.students(), state.candidate(), verdict, clock.instant()));
    }

    private static Transition pending(Evaluating before, Evaluating measured, String verdict) {
        if (verdict.equals(before.pending())) {
            return Transition.NONE;
        }
        return Transition.to(new Evaluating(
                measured.plan(),
                measured.labeling(),
                measured.students(),
                measured.candidate(),
                List.of(),
                measured.answers(),
                verdict,
                measured.incumbent()));
    }

    private static boolean isDeciding(Evaluating state, String generation) {
        return state.plan().id().equals(generation) && state.openTasks().isEmpty();
    }

    private static String id(GenerationPlan plan, ModelRef model, LogRange range) {
        return plan.id() + "-e-" + model.version() + "-" + range.partition();
    }
}
