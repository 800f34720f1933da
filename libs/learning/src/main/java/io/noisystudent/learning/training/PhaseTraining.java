package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.checkpoint.Position;
import io.noisystudent.learning.checkpoint.TrainingState;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.networks.graph.Graph;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;

/** The networks of one phase while they are trained: native memory, therefore close it. */
final class PhaseTraining implements AutoCloseable {
    private final Phase phase;
    private final TrainingData data;
    private final List<Graph> initial;
    private final Cohort cohort;
    private final Optional<EarlyStopping> earlyStopping;
    private final TrainingState state;

    /**
     * @param initial the networks with the weights that the phase begins with
     * @param objectives of the whole training, one for each network
     */
    PhaseTraining(Phase phase, TrainingData data, List<Graph> initial, List<Objective> objectives, Compute compute) {
        this.phase = phase;
        this.data = data;
        this.initial = initial;
        cohort = new Cohort(phase, initial, objectives, compute);
        try {
            earlyStopping = EarlyStopping.of(phase.recipe(), data, cohort, compute);
        } catch (NoisyStudentException e) {
            cohort.close();
            throw e;
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>(cohort.state());
        earlyStopping.ifPresent(stopping -> tensors.putAll(stopping.state()));
        state = new TrainingState(tensors, compute);
    }

    Phase phase() {
        return phase;
    }

    /** Goes back to the state in a file, if it fits. */
    Optional<Position> restore(Path file) {
        Optional<Position> position = state.restore(file);
        earlyStopping.ifPresent(stopping -> stopping.resume(position.flatMap(Position::best)));
        return position;
    }

    /**
     * Trains to the end of the phase and returns the networks with their averaged weights, or with the best ones under
     * early stopping.
     *
     * @param compute in the precision of the training
     */
    List<Graph> run(TrainingOptions options, Compute compute, Progress progress, Checkpoints checkpoints) {
        int first = progress.done() - phase.firstStep();
        try (BatchLoader batches = new BatchLoader(data, phase, options, initial.get(0), cohort.inputs(), first);
                TeacherPass teachers = new TeacherPass(data.teachers(), cohort.inputs(), compute)) {
            for (int step = first; step < phase.steps() && !isOver(); step++) {
                progress.requireWanted();
                Batch batch = progress.waitFor(batches);
                boolean endsEpoch = phase.plan().endsEpoch(step);
                boolean isReported = endsEpoch || step == phase.steps() - 1;
                Cohort.Outcome outcome = cohort.differentiate(
                        batch, teachers, new StepSeeds(phase.seed(options.seed()), step), compute, isReported);
                batches.release();
                requireFinite(outcome.loss(), phase.firstStep() + step);
                cohort.update(step, rate(step));
                progress.stepped(outcome.loss(), rate(step));
                if (isReported) {
                    report(outcome, progress);
                }
                if (endsEpoch) {
                    checkpoint(compute, progress, checkpoints);
                }
            }
        }
        return earlyStopping.map(EarlyStopping::graphs).orElseGet(cohort::averaged);
    }

    private boolean isOver() {
        return earlyStopping.map(EarlyStopping::isOver).orElse(false);
    }

    /** At the end of an epoch, and at the last step, which may end a shorter one. */
    private void report(Cohort.Outcome outcome, Progress progress) {
        OptionalDouble accuracy = earlyStopping
                .map(stopping -> OptionalDouble.of(stopping.evaluate()))
                .orElse(OptionalDouble.empty());
        progress.epochEnded(outcome.terms(), accuracy);
    }

    private void checkpoint(Compute compute, Progress progress, Checkpoints checkpoints) {
        Position position = progress.position(compute, earlyStopping.flatMap(EarlyStopping::found));
        checkpoints.epochEnded(progress.done(), file -> state.write(file, position));
    }

    private double rate(int step) {
        return phase.plan().schedule().rate(step);
    }

    private void requireFinite(double loss, int step) {
        Recipe recipe = phase.recipe();
        if (!Double.isFinite(loss)) {
            throw new NoisyStudentException(
                    ErrorCode.TRAINING_DIVERGED,
                    recipe.network(),
                    "the loss of step " + step + " is " + loss + "; lower the learning rate, now "
                            + recipe.optimizer().learningRate() + ", or lengthen the warm-up, now "
                            + recipe.optimizer().warmup() + " of all steps");
        }
    }

    @Override
    public void close() {
        earlyStopping.ifPresent(EarlyStopping::close);
        cohort.close();
    }
}
