package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.FixResConfig;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.GenerationState.StudentFailure;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.LabelingSummary;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.Specialist;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.TrainingRequest.Peer;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.topic.Topics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
        return start(plan, plan.number(), LabelingSummary.NONE, TrainingRanges.supervised(plan.labeled()));
    }

    /** @param place of the generation among those of its kind */
    Transition start(GenerationPlan plan, int place, LabelingSummary labeling, TrainingRanges data) {
        int students = students(plan);
        SelectionConfig selection = pipeline.selection().inGeneration(place, labeling.largestClass());
        List<TrainingRequest> sent = IntStream.range(0, students)
                .mapToObj(student -> request(plan, selection, student, data, plan.ensemble()))
                .toList();
        List<TrainingRequest> requests =
                sent.stream().flatMap(request -> request.cohort().stream()).toList();
        return Transition.to(
                new Training(plan, labeling, requests, List.of(), List.of()),
                sent.stream().map(Command.Train::new).toList());
    }

    private int students(GenerationPlan plan) {
        Integer specialists = plan.specialists();
        if (specialists != null) {
            return specialists;
        }
        boolean many = plan.purpose() == Purpose.STUDENT && !plan.together() && plan.ensemble() == null;
        return many ? pipeline.curriculum().studentsPerGeneration() : 1;
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
        List<StudentResult> students = inOrder(state);
        Optional<TrainingRequest> ensemble = ensemble(state, students);
        if (ensemble.isPresent()) {
            return Transition.to(
                    new Training(
                            state.plan(),
                            state.labeling(),
                            append(state.requests(), ensemble.get()),
                            state.students(),
                            state.failures()),
                    List.of(new Command.Train(ensemble.get())));
        }
        return candidate(state, students)
                .map(candidate -> EvaluationPhase.start(pipeline, state, candidate))
                .orElseGet(() -> failed(state));
    }

    /** The best student, or what was made of the specialists, none of which is good for all classes. */
    private static Optional<StudentResult> candidate(Training state, List<StudentResult> students) {
        if (state.plan().specialized()) {
            return state.requests().stream()
                    .filter(request -> request.ensemble() != null)
                    .flatMap(request -> students.stream()
                            .filter(student -> student.requestId().equals(request.id())))
                    .findFirst();
        }
        // In the order of the requests, so that the first one wins a draw no matter which finished first.
        return students.stream().reduce((first, second) -> BY_VALIDATION.compare(second, first) > 0 ? second : first);
    }

    private static List<StudentResult> inOrder(Training state) {
        List<String> order = state.requests().stream().map(TrainingRequest::id).toList();
        return state.students().stream()
                .sorted(Comparator.comparingInt(student -> order.indexOf(student.requestId())))
                .toList();
    }

    /** One version more of all students; empty if it is not asked for, or was requested. */
    private Optional<TrainingRequest> ensemble(Training state, List<StudentResult> students) {
        if (state.requests().stream().anyMatch(request -> request.ensemble() != null)) {
            return Optional.empty();
        }
        TrainingRequest last = state.requests().get(state.requests().size() - 1);
        return ensemble(
                        state.plan(),
                        students.stream().map(StudentResult::model).toList())
                .map(ensemble -> request(state.plan(), last.selection(), last.student() + 1, last.data(), ensemble));
    }

    /** The average, which is one candidate more; of specialists, a failed one leaves its classes to the generalist. */
    private Optional<Ensemble> ensemble(GenerationPlan plan, List<ModelRef> students) {
        ModelRef teacher = plan.teacher();
        if (plan.specialized() && teacher != null) {
            return students.isEmpty() ? Optional.empty() : Optional.of(Ensemble.ofSpecialists(teacher, students));
        }
        boolean due = pipeline.curriculum().ensemble() && !plan.control() && !plan.together() && students.size() > 1;
        return due ? Optional.of(new Ensemble(students, Average.PROBABILITIES)) : Optional.empty();
    }

    private Transition failed(Training state) {
        List<StudentFailure> failures = state.failures();
        boolean isCombined = !state.students().isEmpty();
        StudentFailure first = failures.get(isCombined ? failures.size() - 1 : 0);
        String reason = failures.size() == 1 || isCombined
                ? first.detail()
                : "all " + failures.size() + " students failed; the first: " + first.detail();
        return Transition.to(
                new Failed(state.plan(), state.labeling(), List.of(), first.code(), reason, clock.instant()));
    }

    private TrainingRequest request(
            GenerationPlan plan,
            SelectionConfig selection,
            int student,
            TrainingRanges data,
            @Nullable Ensemble ensemble) {
        Recipe recipe = ensemble == null ? plan.recipe() : plan.recipe().withNetwork(ensemble.describe());
        return new TrainingRequest(
                plan.requestId(student),
                pipeline.name(),
                plan.number(),
                student,
                plan.purpose(),
                recipe,
                selection,
                seed(plan, student),
                ensemble == null ? teacher(plan) : null,
                images(plan, ensemble == null ? data : TrainingRanges.supervised(plan.labeled())),
                plan.log(new Topics(pipeline.name()).generations()),
                plan.together() ? peers(plan) : null,
                ensemble,
                ensemble == null ? specialist(plan, student) : null);
    }

    private static @Nullable Specialist specialist(GenerationPlan plan, int student) {
        Integer specialists = plan.specialists();
        return specialists == null ? null : new Specialist(student + 1, specialists);
    }

    /** How images are read: an adapted version may take others than the pipeline's. */
    private TrainingRanges images(GenerationPlan plan, TrainingRanges data) {
        TrainingRanges resized = data.resizedBy(pipeline.resize());
        FixResConfig fixRes = pipeline.curriculum().fixres();
        return plan.purpose() == Purpose.FIXRES && fixRes.size() != null
                ? resized.ofImages(fixRes.image(pipeline.image()))
                : resized;
    }

    /** The students that are trained along with the first. */
    private List<Peer> peers(GenerationPlan plan) {
        List<Recipe> recipes = plan.cohort();
        return IntStream.range(1, recipes.size())
                .mapToObj(student ->
                        new Peer(plan.requestId(student), student, recipes.get(student), seed(plan, student)))
                .toList();
    }

    private long seed(GenerationPlan plan, int student) {
        return TrainingSeed.of(pipeline.curriculum().seed(), plan.id(), student);
    }

    /** Who labels, teaches, or gives the weights at the start; on labeled images alone, peers need no teacher. */
    private static @Nullable ModelRef teacher(GenerationPlan plan) {
        if (plan.together() && plan.unlabeled().isEmpty()) {
            return null;
        }
        return plan.selfTrained() ? plan.teacher() : plan.start();
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
