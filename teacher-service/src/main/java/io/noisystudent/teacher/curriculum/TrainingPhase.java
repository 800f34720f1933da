package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.GenerationState.StudentFailure;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.LabelingSummary;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.topic.Topics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** From the requests to the best student: the first answer to each request counts. */
final class TrainingPhase {
    /** By accuracy on the validation split; a student without one is the last choice. */
    private static final Comparator<StudentResult> BY_VALIDATION = Comparator.comparingDouble(student ->
            Optional.ofNullable(student.report().validationAccuracy()).orElse(-1.0));

    private final PipelineConfig pipeline;
    private final Clock clock;

    TrainingPhase(PipelineConfig pipeline, Clock clock) {
        this.pipeline = pipeline;
        this.clock = clock;
    }

    /** Trains on labeled images alone, without labeling anything before. */
    Transition open(GenerationPlan plan) {
        return start(plan, LabelingSummary.NONE, TrainingRanges.supervised(plan.labeled()));
    }

    Transition start(GenerationPlan plan, LabelingSummary labeling, TrainingRanges data) {
        int students = plan.purpose() == Purpose.STUDENT ? pipeline.curriculum().studentsPerGeneration() : 1;
        SelectionConfig selection = pipeline.selection().inGeneration(plan.number(), labeling.largestClass());
        List<TrainingRequest> requests = IntStream.range(0, students)
                .mapToObj(student -> request(plan, selection, student, data))
                .toList();
        return Transition.to(
                new Training(plan, labeling, requests, List.of(), List.of()),
                requests.stream().map(Command.Train::new).toList());
    }

    Transition onProgress(Training state, TrainingProgress progress) {
        if (state.requests().stream().noneMatch(request -> request.id().equals(progress.requestId()))
                || isAnswered(state, progress.requestId())) {
            return Transition.NONE;
        }
        if (progress instanceof TrainingProgress.Completed completed) {
            StudentResult student =
                    new StudentResult(completed.requestId(), completed.model(), completed.report(), null, null);
            return decide(new Training(
                    state.plan(),
                    state.labeling(),
                    state.requests(),
                    append(state.students(), student),
                    state.failures()));
        }
        if (progress instanceof TrainingProgress.Failed failed) {
            StudentFailure failure = new StudentFailure(failed.requestId(), failed.code(), failed.detail());
            return decide(new Training(
                    state.plan(),
                    state.labeling(),
                    state.requests(),
                    state.students(),
                    append(state.failures(), failure)));
        }
        return Transition.NONE;
    }

    /** No request without an answer will get one: each counts as a student that failed. */
    Transition onPassed(Training state, String reason) {
        List<StudentFailure> failures = new ArrayList<>(state.failures());
        state.requests().stream()
                .filter(request -> !isAnswered(state, request.id()))
                .map(request -> new StudentFailure(request.id(), ErrorCode.TASKS_PASSED, reason))
                .forEach(failures::add);
        return decide(new Training(state.plan(), state.labeling(), state.requests(), state.students(), failures));
    }

    private Transition decide(Training state) {
        if (state.students().size() + state.failures().size() < state.requests().size()) {
            return Transition.to(state);
        }
        List<String> order = state.requests().stream().map(TrainingRequest::id).toList();
        // In the order of the requests, so that the first one wins a draw no matter which finished first.
        Optional<StudentResult> best = state.students().stream()
                .sorted(Comparator.comparingInt(student -> order.indexOf(student.requestId())))
                .reduce((first, second) -> BY_VALIDATION.compare(second, first) > 0 ? second : first);
        return best.map(candidate -> EvaluationPhase.start(pipeline, state, candidate))
                .orElseGet(() -> failed(state));
    }

    private Transition failed(Training state) {
        StudentFailure first = state.failures().get(0);
        String reason = state.failures().size() == 1
                ? first.detail()
                : "all " + state.failures().size() + " students failed; the first: " + first.detail();
        return Transition.to(
                new Failed(state.plan(), state.labeling(), List.of(), first.code(), reason, clock.instant()));
    }

    private TrainingRequest request(GenerationPlan plan, SelectionConfig selection, int student, TrainingRanges data) {
        return new TrainingRequest(
                plan.id() + "-s" + student,
                pipeline.name(),
                plan.number(),
                student,
                plan.purpose(),
                plan.recipe(),
                selection,
                TrainingSeed.of(pipeline.curriculum().seed(), plan.id(), student),
                plan.selfTrained() ? plan.teacher() : plan.start(),
                data,
                plan.log(new Topics(pipeline.name()).generations()));
    }

    private static boolean isAnswered(Training state, String requestId) {
        return Stream.concat(
                        state.students().stream().map(StudentResult::requestId),
                        state.failures().stream().map(StudentFailure::requestId))
                .anyMatch(requestId::equals);
    }

    private static <T> List<T> append(List<T> list, T element) {
        List<T> longer = new ArrayList<>(list);
        longer.add(element);
        return longer;
    }
}
