package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.GenerationState.Labeling;
import io.noisystudent.contracts.event.LabelingSummary;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.event.TaskFailure;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.teacher.curriculum.CurriculumEvent.AnswersMeasured;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** From the snapshot to the last answer of the labelers: every task counts once, whichever answer comes first. */
final class LabelingPhase {
    private final PipelineConfig pipeline;
    private final TrainingPhase training;
    private final Clock clock;
    private @Nullable Tasks cut;

    LabelingPhase(PipelineConfig pipeline, TrainingPhase training, Clock clock) {
        this.pipeline = pipeline;
        this.training = training;
        this.clock = clock;
    }

    Transition open(GenerationPlan plan) {
        List<LogRange> tasks = tasksOf(plan);
        LabelingSummary summary = new LabelingSummary(
                tasks.size(), 0, 0, 0, 0, Collections.nCopies(pipeline.classes().size(), 0L));
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            commands.add(new Command.Label(new LabelingTask(
                    plan.id() + "-" + i,
                    plan.number(),
                    requireNonNull(plan.teacher()),
                    tasks.get(i),
                    pipeline.labeling().minConfidence())));
        }
        return Transition.to(new Labeling(plan, summary, TaskSet.encode(new BitSet())), commands);
    }

    Transition onAnswer(Labeling state, TaskCompleted answer) {
        GenerationPlan plan = state.plan();
        int task = TaskSet.number(plan.id(), answer.taskId());
        List<LogRange> tasks = tasksOf(plan);
        if (task < 0 || task >= tasks.size()) {
            return Transition.NONE;
        }
        TaskFailure failure = answer.failure();
        boolean unread = failure != null && answer.range() == null;
        if (!unread && (!tasks.get(task).equals(answer.range()) || !Objects.equals(answer.model(), plan.teacher()))) {
            return Transition.none("task=" + answer.taskId() + " ignored: it answers " + answer.range() + " with "
                    + answer.model() + " but " + tasks.get(task) + " with " + plan.teacher() + " was asked");
        }
        BitSet done = TaskSet.decode(state.done());
        if (done.get(task)) {
            return Transition.NONE;
        }
        if (failure != null) {
            return failed(state, failure.code(), "labeling task " + answer.taskId() + ": " + failure.detail());
        }
        Optional<String> mistake = mistake(answer);
        if (mistake.isPresent()) {
            return failed(
                    state, ErrorCode.BAD_MESSAGE, "task " + answer.taskId() + " does not add up: " + mistake.get());
        }
        done.set(task);
        return Transition.to(new Labeling(plan, sum(state.labeling(), answer), TaskSet.encode(done)));
    }

    /**
     * The answers are complete and their place in the log is known: trains, unless they are rubbish.
     *
     * @param place of the generation among those of its kind
     */
    Transition onMeasured(Labeling state, AnswersMeasured measured, int place) {
        LabelingSummary labels = state.labeling();
        if (!measured.generation().equals(state.plan().id()) || labels.tasksDone() < labels.tasks()) {
            return Transition.NONE;
        }
        Optional<String> alarm =
                CollapseAlarm.check(labels, pipeline.curriculum().collapse(), pipeline.classes());
        if (alarm.isPresent()) {
            return failed(state, ErrorCode.LABELS_COLLAPSED, alarm.get());
        }
        TrainingRanges data = new TrainingRanges(
                state.plan().labeled(),
                state.plan().unlabeled(),
                between(state.plan().answersFrom(), measured.ends()),
                labels.tasks(),
                labels.samples());
        return training.start(state.plan(), place, labels, data);
    }

    /** What is wrong with the counts of an answer; empty if they add up. */
    private Optional<String> mistake(TaskCompleted answer) {
        long perClass =
                answer.acceptedPerClass().stream().mapToLong(Long::longValue).sum();
        long readable = answer.accepted() + answer.rejected();
        if (answer.acceptedPerClass().size() != pipeline.classes().size()) {
            return Optional.of(answer.acceptedPerClass().size() + " classes, configured are "
                    + pipeline.classes().size());
        }
        if (Math.min(answer.accepted(), Math.min(answer.rejected(), answer.unreadable())) < 0) {
            return Optional.of("a count is negative");
        }
        if (perClass != answer.accepted()) {
            return Optional.of(perClass + " accepted by class, " + answer.accepted() + " in all");
        }
        if (answer.confidences().total() != readable) {
            return Optional.of(answer.confidences().total() + " confidences for " + readable + " readable samples");
        }
        return Optional.empty();
    }

    private static LabelingSummary sum(LabelingSummary before, TaskCompleted answer) {
        List<Long> perClass = IntStream.range(0, before.acceptedPerClass().size())
                .mapToObj(label -> before.acceptedPerClass().get(label)
                        + answer.acceptedPerClass().get(label))
                .toList();
        return new LabelingSummary(
                before.tasks(),
                before.tasksDone() + 1,
                before.accepted() + answer.accepted(),
                before.rejected() + answer.rejected(),
                before.unreadable() + answer.unreadable(),
                perClass);
    }

    /** From where the log of answers ended at the opening to where it ended after the last answer. */
    private static List<LogRange> between(List<LogRange> before, List<LogRange> after) {
        return after.stream()
                .map(end -> {
                    long from = before.stream()
                            .filter(start -> start.partition() == end.partition())
                            .mapToLong(LogRange::to)
                            .findFirst()
                            .orElse(end.from());
                    return new LogRange(end.topic(), end.partition(), Math.min(from, end.to()), end.to());
                })
                .filter(range -> !range.isEmpty())
                .toList();
    }

    private Transition failed(Labeling state, ErrorCode code, String reason) {
        return Transition.to(new Failed(state.plan(), state.labeling(), List.of(), code, reason, clock.instant()));
    }

    private List<LogRange> tasksOf(GenerationPlan plan) {
        // A pure function of the plan, kept because it is asked for with every answer.
        if (cut == null
                || !cut.generation().equals(plan.id())
                || !cut.snapshot().equals(plan.unlabeled())) {
            cut = new Tasks(plan.id(), plan.unlabeled(), TaskCutter.tasks(plan));
        }
        return cut.ranges();
    }

    private record Tasks(String generation, List<LogRange> snapshot, List<LogRange> ranges) {}
}
