package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Decided;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.GenerationState.Labeling;
import io.noisystudent.contracts.event.GenerationState.Promoted;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.StudentResult.Accuracy;
import io.noisystudent.contracts.event.TrainingReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The newest state of every generation, oldest first; the control of a generation follows it. Immutable.
 *
 * <p>Everything that the curriculum decides from its past (the next number, patience, the image passes of a control) is
 * derived from here, so that the compacted topic is all that a restart needs.
 */
public final class Generations {
    public static final Generations NONE = new Generations(List.of());

    private static final Comparator<GenerationState> ORDER = Comparator.comparingInt(
                    (GenerationState state) -> state.plan().number())
            .thenComparing(state -> state.plan().control());

    private final List<GenerationState> states;

    private Generations(List<GenerationState> states) {
        this.states = states;
    }

    /** The generations of these states, of which there is one per id. */
    public static Generations of(Collection<GenerationState> states) {
        return new Generations(states.stream().sorted(ORDER).toList());
    }

    /** These generations with another state of one of them, or with one more. */
    public Generations with(GenerationState state) {
        List<GenerationState> others = new ArrayList<>(states);
        others.removeIf(other -> other.plan().id().equals(state.plan().id()));
        others.add(state);
        return of(others);
    }

    public List<GenerationState> all() {
        return states;
    }

    /** Those that a kind of curriculum opened, and their controls. */
    Generations ofKind(String kind) {
        return new Generations(states.stream()
                .filter(state -> kind.equals(kindOf(state.plan())))
                .toList());
    }

    /** Which generation of its kind has a number: those before that other kinds opened, or a person, do not count. */
    int place(int number, String kind) {
        long others = students()
                .filter(state -> state.plan().number() < number && !kind.equals(kindOf(state.plan())))
                .count();
        return (int) (number - others);
    }

    /** As above, of a generation that is there. */
    int place(GenerationPlan plan) {
        return place(plan.number(), kindOf(plan));
    }

    /** Those that train this network. */
    Generations ofNetwork(String network) {
        return new Generations(states.stream()
                .filter(state -> state.plan().recipe().network().equals(network))
                .toList());
    }

    /** The students that were evaluated, oldest first. */
    Stream<Examined> examined() {
        return students().filter(Examined.class::isInstance).map(Examined.class::cast);
    }

    public Optional<GenerationState> find(String id) {
        return states.stream().filter(state -> state.plan().id().equals(id)).findFirst();
    }

    /** Whether this generation is there, and over. */
    public boolean isDecided(String id) {
        return find(id).filter(Decided.class::isInstance).isPresent();
    }

    /** The one that is not decided; there is at most one. */
    public Optional<GenerationState> open() {
        return states.stream().filter(state -> !(state instanceof Decided)).findFirst();
    }

    /** Tasks of the open generation without an answer: what there is to do for labelers. */
    public int openTasks() {
        GenerationState state = open().orElse(null);
        if (state instanceof Labeling labeling) {
            return labeling.labeling().tasks() - labeling.labeling().tasksDone();
        }
        return state instanceof Evaluating evaluating ? evaluating.openTasks().size() : 0;
    }

    /**
     * Training requests of the open generation without an answer: what there is to do for trainers. Students that are trained
     * together are one.
     */
    public int openTrainings() {
        if (!(open().orElse(null) instanceof Training training)) {
            return 0;
        }
        int open = training.requests().size()
                - training.students().size()
                - training.failures().size();
        return training.plan().together() ? Math.min(1, open) : open;
    }

    /** The newest generation that is no control. */
    public Optional<GenerationState> last() {
        return students().reduce((first, second) -> second);
    }

    /** The newest generation whose student learned from a teacher. */
    public Optional<GenerationState> lastSelfTrained() {
        return students().filter(state -> state.plan().selfTrained()).reduce((first, second) -> second);
    }

    /** The number of the generation that opens next: 0 is left out when there is a teacher already. */
    public int nextNumber(@Nullable ModelRef teacher) {
        return last().map(state -> state.plan().number() + 1).orElse(teacher == null ? 0 : 1);
    }

    public int selfTrained() {
        return (int) students().filter(state -> state.plan().selfTrained()).count();
    }

    /**
     * Generations in a row, up to the newest, that were decided without a promotion; cancelled ones and ensembles do not
     * count.
     */
    public int withoutPromotion() {
        int count = 0;
        for (GenerationState state :
                students().filter(state -> state.plan().ensemble() == null).toList()) {
            if (state instanceof Promoted) {
                count = 0;
            } else if (state instanceof Decided && !cancelled(state)) {
                count++;
            }
        }
        return count;
    }

    /** The generation among whose students or controls a version is; empty for one that was not trained here. */
    Optional<GenerationState> trained(@Nullable ModelRef model) {
        return states.stream()
                .filter(state -> state.students().stream()
                        .anyMatch(student -> student.model().equals(model)))
                .findFirst();
    }

    /** Accuracy on validation of a version that was evaluated here. */
    Optional<Double> accuracy(ModelRef model) {
        return weighed()
                .filter(state -> state.candidate().model().equals(model))
                .reduce((first, second) -> second)
                .flatMap(Generations::validation);
    }

    /** Accuracy on validation of a network that learned from labels alone, from fresh weights, as it was last measured. */
    Optional<Double> accuracyAlone(String network) {
        return weighed()
                // Of its report, since the candidate may be the ensemble of such networks.
                .filter(state -> state.candidate().report().network().equals(network))
                .filter(state -> !state.plan().selfTrained()
                        && !state.plan().together()
                        && state.plan().start() == null)
                .flatMap(state -> validation(state).stream())
                .reduce((first, second) -> second);
    }

    private Stream<Examined> weighed() {
        return states.stream().filter(Examined.class::isInstance).map(Examined.class::cast);
    }

    private static Optional<Double> validation(Examined state) {
        return Optional.ofNullable(state.candidate().validation()).map(Accuracy::value);
    }

    /**
     * The generations of whose training a control has as much: those of the student's curriculum, or the student's alone.
     */
    Generations comparedWith(Examined student) {
        String kind = kindOf(student.plan());
        return CurriculumKind.COMPARED_ALONE.contains(kind) ? of(List.of(student)) : ofKind(kind);
    }

    private static String kindOf(GenerationPlan plan) {
        String kind = plan.curriculum();
        return kind == null ? CurriculumKind.NOISY_STUDENT : kind;
    }

    /** Optimizer steps of all students of the generations up to this number, promoted or not. */
    long steps(int last) {
        return reports(last).mapToLong(TrainingReport::steps).sum();
    }

    /** Image passes of all students of the generations up to this number, promoted or not. */
    long imagePasses(int last) {
        return reports(last).mapToLong(TrainingReport::countedImagePasses).sum();
    }

    private Stream<TrainingReport> reports(int last) {
        return students()
                .filter(state -> state.plan().number() <= last)
                .flatMap(Generations::counted)
                .map(StudentResult::report);
    }

    /** Of students that were trained together the candidate, which is compared with one that was trained alone. */
    private static Stream<StudentResult> counted(GenerationState state) {
        return state.plan().together() && state instanceof Examined weighed
                ? Stream.of(weighed.candidate())
                : state.students().stream();
    }

    static boolean cancelled(GenerationState state) {
        return state instanceof Failed failed && failed.cancelled();
    }

    /** The id of the control that is compared with the student of a generation. */
    static String controlId(GenerationPlan compared) {
        return "control-" + compared.number();
    }

    private Stream<GenerationState> students() {
        return states.stream().filter(state -> !state.plan().control());
    }

    @Override
    public String toString() {
        return states.stream()
                .map(state -> state.plan().id() + "=" + state.getClass().getSimpleName())
                .toList()
                .toString();
    }
}
