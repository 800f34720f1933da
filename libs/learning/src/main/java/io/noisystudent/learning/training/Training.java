package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.Objective;
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
        return run(List.of(initial), data, recipe, options, listener, checkpoints);
    }

    /** The same of several networks for the same images and classes, which are trained along with one another. */
    public TrainingResult run(
            List<Graph> initial,
            TrainingData data,
            Recipe recipe,
            TrainingOptions options,
            TrainingListener listener,
            Checkpoints checkpoints) {
        data.requireFor(initial);
        options.compute().prepareThread();
        List<Objective> losses = objectives(initial, data, recipe, options);
        try {
            return run(initial, losses, data, recipe, options, listener, checkpoints);
        } finally {
            losses.forEach(Objective::close);
        }
    }

    private List<Objective> objectives(List<Graph> initial, TrainingData data, Recipe recipe, TrainingOptions options) {
        List<Objective> losses = new ArrayList<>();
        try {
            for (int member = 0; member < initial.size(); member++) {
                losses.add(objectives.create(new ObjectiveFactory.Request(
                        recipe,
                        data,
                        initial.get(member),
                        Seeds.mix(options.seed(), Seeds.TERM, member),
                        options.compute())));
            }
            requireSoftLabels(losses, data, recipe);
        } catch (RuntimeException e) {
            losses.forEach(Objective::close);
            throw e;
        }
        return losses;
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
            List<Graph> initial,
            List<Objective> losses,
            TrainingData data,
            Recipe recipe,
            TrainingOptions options,
            TrainingListener listener,
            Checkpoints checkpoints) {
        List<Phase> phases = Phase.of(recipe, data, options.trained());
        requireWeight(losses, phases.get(phases.size() - 1).end());
        LossInputs inputs = Cohort.inputs(losses);
        List<Graph> teachers = inputs.teacherView() == TeacherView.NONE ? List.of() : data.teachers();
        Stream.concat(initial.stream(), teachers.stream())
                .forEach(graph -> TrainResolution.requireFits(
                        phases.get(0), graph, data.labeled().images().shape(), options.compute()));
        PhaseFactory factory = (phase, graphs) -> new PhaseTraining(phase, data, graphs, losses, options.compute());
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
        TrainingStatistics statistics = progress.statistics(compute);
        return new TrainingResult(trained, statistics.withAccuracy(accuracy(trained.get(0), data, compute)));
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
