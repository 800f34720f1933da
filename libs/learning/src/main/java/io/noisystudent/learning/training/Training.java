package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.SharedBatches;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.objective.PeerLogits;
import io.noisystudent.learning.objective.TeacherView;
import io.noisystudent.learning.torch.CloseOnFailure;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Trains a student: labeled and pseudo-labeled images together, with noise, in one forward pass per step; or several
 * students along with one another, whose losses see each other's logits.
 *
 * <p>Source of the method: Xie, Luong, Hovy, Le 2020. A training is a pure function of its arguments: no state outlives
 * it, and everything random follows from the seed.
 */
public final class Training {
    private final LongSupplier nanoTime;
    private final ObjectiveFactory objectives;

    /** With the loss that the recipe describes. */
    public Training() {
        this(System::nanoTime, RecipeObjective::create);
    }

    /**
     * @param nanoTime a clock in nanoseconds, for the rates that are reported
     * @param objectives makes the losses
     */
    public Training(LongSupplier nanoTime, ObjectiveFactory objectives) {
        this.nanoTime = nanoTime;
        this.objectives = objectives;
    }

    /**
     * Trains to the end of the recipe.
     *
     * @param initial the network with its initial weights
     * @throws NoisyStudentException {@code NO_TRAINING_DATA}, {@code UNSUPPORTED_OPERATOR} or {@code TRAINING_DIVERGED}
     * @throws java.util.concurrent.CancellationException if the listener or an interrupt ends it
     */
    public TrainingResult run(
            Graph initial, TrainingData data, Recipe recipe, TrainingOptions options, TrainingListener listener) {
        return run(initial, data, recipe, options, listener, Checkpoints.NONE);
    }

    /**
     * The same, going on from the newest checkpoint: the weights at the end are those of an uninterrupted run, on a card
     * with deterministic algorithms only.
     */
    public TrainingResult run(
            Graph initial,
            TrainingData data,
            Recipe recipe,
            TrainingOptions options,
            TrainingListener listener,
            Checkpoints checkpoints) {
        return run(List.of(new Student(initial, recipe)), data, options, listener, checkpoints);
    }

    /**
     * The same of several networks for the same images and classes, which are trained along with one another.
     *
     * @param students whose recipes make the same batches, see {@link SharedBatches}
     */
    public TrainingResult run(
            List<Student> students,
            TrainingData data,
            TrainingOptions options,
            TrainingListener listener,
            Checkpoints checkpoints) {
        requireSameBatches(students);
        data.requireFor(graphs(students));
        options.compute().prepareThread();
        List<Objective> losses = objectives(students, data, options);
        try {
            return run(students, losses, data, options, listener, checkpoints);
        } finally {
            losses.forEach(Objective::close);
        }
    }

    /**
     * One network of a training.
     *
     * @param initial with the weights that it begins with
     */
    public record Student(Graph initial, Recipe recipe) {}

    private static List<Graph> graphs(List<Student> students) {
        return students.stream().map(Student::initial).toList();
    }

    private static void requireSameBatches(List<Student> students) {
        for (Student student : students) {
            SharedBatches.difference(students.get(0).recipe(), student.recipe()).ifPresent(key -> {
                throw new NoisyStudentException(
                        ErrorCode.CONFIG_INVALID,
                        key,
                        "the recipes of networks that are trained together differ in " + key
                                + ", so that they would see other images; give the same to all");
            });
        }
    }

    private List<Objective> objectives(List<Student> students, TrainingData data, TrainingOptions options) {
        List<Objective> losses = new ArrayList<>();
        try {
            for (int member = 0; member < students.size(); member++) {
                Student student = students.get(member);
                losses.add(objectives.create(new ObjectiveFactory.Request(
                        student.recipe(),
                        data,
                        student.initial(),
                        Seeds.mix(options.seed(), Seeds.TERM, member),
                        options.compute())));
            }
            requireSoftLabels(losses, data, students.get(0).recipe());
            requirePeers(losses);
        } catch (RuntimeException e) {
            losses.forEach(Objective::close);
            throw e;
        }
        return losses;
    }

    private static void requirePeers(List<Objective> losses) {
        if (losses.size() == 1 && losses.get(0).peers() != PeerLogits.NONE) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "mutual",
                    "the term mutual learns from networks that are trained along, and this one is trained alone; drop the"
                            + " term, or train at least two");
        }
    }

    private static void requireSoftLabels(List<Objective> losses, TrainingData data, Recipe recipe) {
        if (losses.stream().anyMatch(Objective::needsSoftLabeledRows)
                && data.labeled().soft().isEmpty()) {
            throw new NoisyStudentException(
                    ErrorCode.NO_TRAINING_DATA,
                    recipe.network(),
                    "a term of the objective reads stored labels of labeled rows, and there are none");
        }
    }

    private TrainingResult run(
            List<Student> students,
            List<Objective> losses,
            TrainingData data,
            TrainingOptions options,
            TrainingListener listener,
            Checkpoints checkpoints) {
        List<Graph> initial = graphs(students);
        List<List<Phase>> ofStudents = students.stream()
                .map(student -> Phase.of(student.recipe(), data, options.trained()))
                .toList();
        List<Phase> phases = ofStudents.get(0);
        requireWeight(losses, phases.get(phases.size() - 1).end());
        LossInputs inputs = Cohort.inputs(losses);
        List<Graph> teachers = inputs.teacherView() == TeacherView.NONE ? List.of() : data.teachers();
        Stream.concat(initial.stream(), teachers.stream())
                .forEach(graph -> TrainResolution.requireFits(
                        phases.get(0), graph, data.labeled().images().shape(), options.compute()));
        PhaseFactory factory = (phase, graphs) -> new PhaseTraining(
                ofStudents.stream().map(own -> own.get(phase.number())).toList(),
                data,
                graphs,
                losses,
                options.compute());
        Resumption resumption = Resumption.of(checkpoints, phases, initial, factory);
        Compute compute;
        try (CloseOnFailure made = new CloseOnFailure()) {
            made.add(resumption.phase(), PhaseTraining::close);
            compute = options.compute()
                    .with(resumption
                            .position()
                            .flatMap(position -> Precision.named(position.precision()))
                            .orElseGet(() -> new PrecisionProbe(nanoTime)
                                    .choose(options.compute(), initial.get(0), phases.get(0), inputs)));
            made.finish();
        }
        Progress progress = new Progress(phases, listener, nanoTime, resumption.position());
        List<Graph> trained = new ArrayList<>(initial);
        for (PhaseTraining phase = resumption.phase(); phase != null; phase = next(phases, phase, trained, factory)) {
            try (PhaseTraining current = phase) {
                trained = current.run(options, compute, progress, checkpoints);
            }
        }
        return result(trained, data, progress.statistics(compute), compute);
    }

    private static TrainingResult result(
            List<Graph> trained, TrainingData data, TrainingStatistics ofAll, Compute compute) {
        List<TrainingStatistics> each = new ArrayList<>();
        for (int member = 0; member < trained.size(); member++) {
            each.add(ofAll.ofMember(
                    Cohort.ofMember(member, ofAll.terms()), accuracy(trained.get(member), data, compute)));
        }
        return new TrainingResult(trained, each);
    }

    /** Shares that a recipe may have lie between two steps of a short training. */
    private static void requireWeight(List<Objective> losses, int steps) {
        for (Objective loss : losses) {
            if (IntStream.range(0, steps).noneMatch(step -> loss.hasWeight(Progress.share(step, steps)))) {
                throw new NoisyStudentException(
                        ErrorCode.CONFIG_INVALID,
                        "objective",
                        "objective: in each of the " + steps + " steps all weights are 0, so that nothing is learned;"
                                + " train for more steps, or give a weight above 0 for a larger share of them");
            }
        }
    }

    /** Makes the training of a phase that begins with some networks. */
    interface PhaseFactory {
        PhaseTraining create(Phase phase, List<Graph> initial);
    }

    private static @Nullable PhaseTraining next(
            List<Phase> phases, PhaseTraining done, List<Graph> trained, PhaseFactory factory) {
        int next = done.phase().number() + 1;
        return next == phases.size()
                ? null
                : factory.create(phases.get(next), trained).after(done);
    }

    private static OptionalDouble accuracy(Graph trained, TrainingData data, Compute compute) {
        return data.heldOut()
                .map(samples -> OptionalDouble.of(Evaluation.accuracy(trained, samples, compute)))
                .orElse(OptionalDouble.empty());
    }
}
