package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineSignature;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Decided;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.GenerationState.Labeling;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.teacher.curriculum.CurriculumDecision.Open;
import io.noisystudent.teacher.curriculum.CurriculumEvent.AnswersMeasured;
import io.noisystudent.teacher.curriculum.CurriculumEvent.CancelRequested;
import io.noisystudent.teacher.curriculum.CurriculumEvent.EnsembleRequested;
import io.noisystudent.teacher.curriculum.CurriculumEvent.Evaluated;
import io.noisystudent.teacher.curriculum.CurriculumEvent.EvaluationAnswered;
import io.noisystudent.teacher.curriculum.CurriculumEvent.EvaluationFailed;
import io.noisystudent.teacher.curriculum.CurriculumEvent.FixResRequested;
import io.noisystudent.teacher.curriculum.CurriculumEvent.LabelingAnswered;
import io.noisystudent.teacher.curriculum.CurriculumEvent.LogsSeen;
import io.noisystudent.teacher.curriculum.CurriculumEvent.ModelAnnounced;
import io.noisystudent.teacher.curriculum.CurriculumEvent.Observed;
import io.noisystudent.teacher.curriculum.CurriculumEvent.OpenRequested;
import io.noisystudent.teacher.curriculum.CurriculumEvent.TeacherMoved;
import io.noisystudent.teacher.curriculum.CurriculumEvent.TrainingReported;
import io.noisystudent.teacher.curriculum.CurriculumEvent.WorkPassed;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/**
 * The state machine of the loop: {@code (generations, event) -> (state, commands)}.
 *
 * <p>Without memory of its own: what it needs to know stands in the generations, so that a restart from any state goes
 * on from there. An event that does not fit the open generation (a duplicate, a late answer, an answer to a generation
 * that is over) changes nothing.
 */
public final class Curriculum {
    private final Clock clock;
    private final Topics topics;
    private final PipelineSignature signature;
    private final CurriculumRules rules;
    private final Planner planner;
    private final FixResSteps fixres;
    private final LabelingPhase labeling;
    private final TrainingPhase training;
    private final EvaluationPhase evaluation;

    /** A curriculum with these rules; the clock only dates what happens, it decides nothing. */
    public Curriculum(PipelineConfig pipeline, CurriculumRules rules, Clock clock) {
        this.clock = clock;
        this.rules = rules;
        topics = new Topics(pipeline.name());
        signature = pipeline.signature();
        planner = new Planner(pipeline, clock);
        fixres = new FixResSteps(pipeline, clock);
        training = new TrainingPhase(pipeline, clock);
        labeling = new LabelingPhase(pipeline, training, clock);
        evaluation = new EvaluationPhase(pipeline, clock);
    }

    /**
     * What an event does.
     *
     * @throws NoisyStudentException {@code GENERATION_REFUSED}, {@code GENERATION_NOT_FOUND} or {@code SIGNATURE_MISMATCH}
     *     when a person asks for what is not possible; nothing has changed then
     */
    public Transition on(Generations generations, CurriculumEvent event) {
        if (event instanceof Observed observed) {
            Optional<GenerationPlan> step = fixres.due(generations, observed.observation());
            CurriculumDecision decision = step.<CurriculumDecision>map(Open::new)
                    .orElseGet(() -> rules.next(generations, observed.observation()));
            return decision instanceof Open due ? open(due.plan()) : Transition.idle(decision);
        }
        if (event instanceof OpenRequested requested) {
            return openNow(generations, requested.observation());
        }
        if (event instanceof EnsembleRequested requested) {
            return average(generations, requested);
        }
        if (event instanceof FixResRequested requested) {
            return open(fixres.of(requested.version(), generations, requested.observation()));
        }
        if (event instanceof CancelRequested cancel) {
            return cancel(generations, cancel.generation());
        }
        if (event instanceof WorkPassed passed) {
            return OpenWork.of(generations, topics)
                            .filter(passed.work()::equals)
                            .isPresent()
                    ? onPassed(generations.open().orElseThrow(), passed)
                    : Transition.NONE;
        }
        return generations
                .open()
                .map(open -> advance(generations, open, event))
                .orElseGet(() -> late(generations, event));
    }

    /** Nothing changes any more, but of a decision that came too late a person should know. */
    private static Transition late(Generations generations, CurriculumEvent event) {
        return event instanceof ModelAnnounced announced
                        && announced.event() instanceof ModelEvent.ModelPromoted promoted
                        && promoted.alias().equals(AliasSlot.TEACHER)
                ? generations
                        .last()
                        .filter(GenerationState.Failed.class::isInstance)
                        .filter(last -> last.students().stream()
                                .anyMatch(student -> student.model().equals(promoted.model())))
                        .map(last -> Transition.none("generation=" + last.plan().id()
                                + (Generations.cancelled(last) ? " was cancelled" : " has failed")
                                + ", but its student "
                                + promoted.model() + " is the teacher: roll back if need be"))
                        .orElse(Transition.NONE)
                : Transition.NONE;
    }

    /** The work with the registry that a state asks for until it is decided. */
    public static Optional<Evaluating> evaluationOf(Generations generations) {
        return generations
                .open()
                .filter(Evaluating.class::isInstance)
                .map(Evaluating.class::cast)
                .filter(state -> state.openTasks().isEmpty());
    }

    /** The generation all of whose labeling tasks are answered, so that the log of answers is to be measured. */
    public static Optional<Labeling> answeredBy(Generations generations) {
        return generations
                .open()
                .filter(Labeling.class::isInstance)
                .map(Labeling.class::cast)
                .filter(state ->
                        state.labeling().tasksDone() == state.labeling().tasks());
    }

    private Transition advance(Generations generations, GenerationState open, CurriculumEvent event) {
        Optional<String> change = PipelineChange.since(open, signature);
        // A decision that was made before counts; whatever comes next ends the generation.
        if (change.isPresent() && !(event instanceof Evaluated) && !(event instanceof ModelAnnounced)) {
            return failed(open, ErrorCode.SIGNATURE_MISMATCH, change.get());
        }
        if (event instanceof LogsSeen seen) {
            return onLogs(open, seen);
        }
        if (open instanceof Labeling state) {
            if (event instanceof LabelingAnswered answered) {
                return labeling.onAnswer(state, answered.answer());
            }
            if (event instanceof AnswersMeasured measured) {
                return labeling.onMeasured(state, measured, generations.place(state.plan()));
            }
        } else if (open instanceof Training state && event instanceof TrainingReported reported) {
            return training.onProgress(state, reported.progress());
        } else if (open instanceof Evaluating state) {
            if (event instanceof EvaluationAnswered answered) {
                return evaluation.onAnswer(state, answered);
            }
            if (event instanceof Evaluated evaluated) {
                return evaluation.onEvaluated(state, evaluated);
            }
            if (event instanceof TeacherMoved moved) {
                return evaluation.onTeacherMoved(state, moved);
            }
            if (event instanceof EvaluationFailed failed) {
                return evaluation.onFailed(state, failed);
            }
            if (event instanceof ModelAnnounced announced) {
                return evaluation.onAnnounced(state, announced.event());
            }
        }
        return Transition.NONE;
    }

    /** What a generation has sent, or has still to read, is not in a topic that was made again. */
    private Transition onLogs(GenerationState open, LogsSeen seen) {
        Set<String> others = LogChange.since(open.plan(), seen.logs());
        return others.isEmpty()
                ? Transition.NONE
                : failed(open, ErrorCode.LOG_RESET, LogChange.describe("the generation", others));
    }

    /** A student that is not trained does not hold up those that were; a task that is not done ends the generation. */
    private Transition onPassed(GenerationState open, WorkPassed passed) {
        if (!open.plan().id().equals(passed.generation())) {
            return Transition.NONE;
        }
        String reason = passed.work().describePassed();
        return open instanceof Training state
                ? training.onPassed(state, reason)
                : failed(open, ErrorCode.TASKS_PASSED, reason);
    }

    private Transition openNow(Generations generations, Observation seen) {
        CurriculumDecision decision = rules.onRequest(generations, seen);
        if (decision instanceof Open due) {
            return open(due.plan());
        }
        throw refused(decision.reason());
    }

    private Transition average(Generations generations, EnsembleRequested requested) {
        Observation seen = requested.observation();
        Obstacles.of(generations, seen, false).ifPresent(obstacle -> {
            throw refused(obstacle);
        });
        return open(planner.averaged(generations, requested.ensemble(), seen));
    }

    private static NoisyStudentException refused(String obstacle) {
        return new NoisyStudentException(
                ErrorCode.GENERATION_REFUSED, "generations", "no generation can open now: " + obstacle);
    }

    private Transition open(GenerationPlan plan) {
        return plan.unlabeled().isEmpty() ? training.open(plan) : labeling.open(plan);
    }

    private Transition cancel(Generations generations, String id) {
        GenerationState state = generations
                .find(id)
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.GENERATION_NOT_FOUND, id, "there is no generation '" + id + "'"));
        if (state instanceof Decided) {
            throw new NoisyStudentException(
                    ErrorCode.GENERATION_REFUSED, id, "generation '" + id + "' is decided already");
        }
        String reason =
                state instanceof Evaluating deciding && deciding.openTasks().isEmpty()
                        ? "cancelled by a person while the registry decided about "
                                + deciding.candidate().model() + ": whether it became teacher, its verdict says"
                        : "cancelled by a person";
        return failed(state, ErrorCode.GENERATION_CANCELLED, reason);
    }

    private Transition failed(GenerationState state, ErrorCode code, String reason) {
        return Transition.to(
                new Failed(state.plan(), state.labeling(), state.students(), code, reason, clock.instant()));
    }
}
