package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.checkpoint.Position;
import io.noisystudent.learning.checkpoint.TrainingState;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.optimizer.LossScaler;
import io.noisystudent.learning.torch.CloseOnFailure;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Precision;
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
    /** Far below it, float16 gradients vanish instead. */
    private static final double SMALLEST_SCALE = 0x1p-10;

    private final Phase phase;
    private final TrainingData data;
    private final List<Graph> initial;
    private final Cohort cohort;
    private final Optional<EarlyStopping> earlyStopping;
    private final TrainingState state;
    private Optional<LossScaler.State> scaling = Optional.empty();

    /**
     * @param phases that of each network, for the same batches
     * @param initial the networks with the weights that the phase begins with
     * @param objectives of the whole training, one for each network
     */
    PhaseTraining(
            List<Phase> phases, TrainingData data, List<Graph> initial, List<Objective> objectives, Compute compute) {
        this.phase = phases.get(0);
        this.data = data;
        this.initial = initial;
        try (CloseOnFailure made = new CloseOnFailure()) {
            cohort = made.add(new Cohort(phases, initial, objectives, compute), Cohort::close);
            earlyStopping = EarlyStopping.of(phase.recipe(), data, cohort, compute);
            made.finish();
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>(cohort.state());
        earlyStopping.ifPresent(stopping -> tensors.putAll(stopping.state()));
        state = new TrainingState(tensors, compute);
    }

    Phase phase() {
        return phase;
    }

    /** Begins with the factor on the loss with which an earlier phase ended. */
    PhaseTraining after(PhaseTraining earlier) {
        scaling = earlier.scaling.map(LossScaler.State::ofNextPhase);
        return this;
    }

    /** Goes back to the state in a file, if it fits. */
    Optional<Position> restore(Path file) {
        Optional<Position> position = state.restore(file);
        earlyStopping.ifPresent(stopping -> stopping.resume(position.flatMap(Position::best)));
        scaling = position.flatMap(Position::scaling);
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
        Optional<LossScaler> scaler = scaler(compute);
        try (BatchLoader loader = new BatchLoader(data, phase, options, initial.get(0), cohort.inputs(), first);
                DeviceBatches batches = new DeviceBatches(loader, compute);
                TeacherPass teachers = new TeacherPass(data.teachers(), cohort.inputs(), compute);
                PendingLosses losses = progress.losses(compute)) {
            for (int step = first; step < phase.steps() && !isOver(); step++) {
                progress.requireWanted();
                BatchTensors batch = progress.waitFor(batches);
                boolean endsEpoch = phase.plan().endsEpoch(step);
                boolean isReported = endsEpoch || step == phase.steps() - 1;
                StepSeeds seeds = new StepSeeds(phase.seed(options.seed()), step);
                Cohort.StepOptions how =
                        new Cohort.StepOptions(compute, phase.parts(), scaler, progress.share(), isReported);
                Cohort.Outcome outcome = cohort.movesInTurn()
                        ? cohort.differentiateInTurn(batch, teachers, seeds, how, step)
                        : cohort.differentiate(batch, teachers, seeds, how);
                losses.add(outcome.loss());
                batches.release();
                if (!update(step, scaler)) {
                    outcome.loss().skip();
                }
                if (isReported || losses.areDue()) {
                    losses.read((loss, skipped) -> read(loss, skipped, progress));
                }
                progress.stepped(phase.rate(step));
                if (isReported) {
                    report(outcome, progress);
                }
                if (endsEpoch) {
                    checkpoint(compute, progress, scaler, checkpoints);
                }
            }
        }
        scaling = scaler.map(LossScaler::state);
        return earlyStopping.map(EarlyStopping::graphs).orElseGet(cohort::averaged);
    }

    private Optional<LossScaler> scaler(Compute compute) {
        if (compute.precision() == Precision.FP16 && cohort.movesInTurn()) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "noisystudent.trainer.precision",
                    "fp16 may skip a step, which networks that move one after the other would share only in part; give"
                            + " bf16 or fp32, or mutual update: simultaneous");
        }
        return compute.precision() == Precision.FP16
                ? Optional.of(new LossScaler(compute, scaling.orElse(LossScaler.State.INITIAL)))
                : Optional.empty();
    }

    /**
     * Moves the weights. A step whose gradients overflow moves none, although its forward pass moved the running
     * statistics, and does not count for optimizer and averages: false.
     */
    private boolean update(int step, Optional<LossScaler> scaler) {
        if (cohort.movesInTurn()) {
            return true;
        }
        if (scaler.isEmpty()) {
            cohort.update(step, own -> own.rate(step));
            return true;
        }
        LossScaler factor = scaler.get();
        int skipped = factor.state().skippedSteps();
        if (factor.unscale(cohort.gradients())) {
            cohort.update(step - skipped, own -> own.rate(step));
            return true;
        }
        cohort.skip();
        requireScale(factor.state().scale(), phase.firstStep() + step);
        return false;
    }

    /** The loss of a step that was skipped may be what overflowed; the scale bounds how often. */
    private void read(double loss, boolean skipped, Progress progress) {
        if (skipped && !Double.isFinite(loss)) {
            progress.lossLeftOut();
        } else {
            progress.lossRead(requireFinite(loss, progress.lossesRead()));
        }
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

    private void checkpoint(Compute compute, Progress progress, Optional<LossScaler> scaler, Checkpoints checkpoints) {
        Position position =
                progress.position(compute, earlyStopping.flatMap(EarlyStopping::found), scaler.map(LossScaler::state));
        checkpoints.epochEnded(progress.done(), file -> state.write(file, position));
    }

    private void requireScale(double scale, int step) {
        if (scale < SMALLEST_SCALE) {
            throw new NoisyStudentException(
                    ErrorCode.TRAINING_DIVERGED,
                    phase.recipe().network(),
                    "the gradients of step " + step + " overflow fp16 with a loss that is scaled by " + scale
                            + "; give noisystudent.trainer.precision bf16 or fp32, or lower the learning rate, now "
                            + phase.recipe().optimizer().learningRate());
        }
    }

    private double requireFinite(double loss, int step) {
        Recipe recipe = phase.recipe();
        if (!Double.isFinite(loss)) {
            throw new NoisyStudentException(
                    ErrorCode.TRAINING_DIVERGED,
                    recipe.network(),
                    "the loss of step " + step + " is " + loss + "; lower the learning rate, now "
                            + recipe.optimizer().learningRate() + ", or lengthen the warm-up, now "
                            + recipe.optimizer().warmup() + " of all steps");
        }
        return loss;
    }

    @Override
    public void close() {
        earlyStopping.ifPresent(EarlyStopping::close);
        cohort.close();
    }
}
