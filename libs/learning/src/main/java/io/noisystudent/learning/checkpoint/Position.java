package io.noisystudent.learning.checkpoint;

import io.noisystudent.learning.optimizer.LossScaler;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Kernels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far a training is.
 *
 * @param steps that are done
 * @param precision in which they ran
 * @param meanLoss exponential mean of the loss
 * @param seconds that they took
 * @param machine on which they ran
 * @param best what early stopping has found so far
 * @param scaling of the loss, where the precision takes it
 */
public record Position(
        int steps,
        String precision,
        double meanLoss,
        double seconds,
        Machine machine,
        Optional<Best> best,
        Optional<LossScaler.State> scaling) {
    private static final String STEPS = "steps";
    private static final String PRECISION = "precision";
    private static final String MEAN_LOSS = "mean_loss";
    private static final String SECONDS = "seconds";

    private static final String KERNELS = "kernels";
    private static final String BEST_ACCURACY = "best_accuracy";
    private static final String EPOCHS_SINCE_BEST = "epochs_since_best";
    private static final String DEVICE = "device";
    private static final String LOSS_SCALE = "loss_scale";
    private static final String FINITE_STEPS = "finite_steps";
    private static final String SKIPPED_STEPS = "skipped_steps";

    /**
     * The best epoch so far.
     *
     * @param accuracy on held-out images, as a fraction
     * @param epochsSince epochs that ended after it
     */
    public record Best(double accuracy, int epochsSince) {}

    /**
     * What a training goes on with unchanged, besides the precision, because the bits of weights depend on it. Those of a
     * card also depend on its settings, which may change in between; the lineage has the last ones.
     *
     * @param device its kind, {@code cpu} or {@code cuda}
     * @param kernels whose code the steps used
     */
    public record Machine(String device, String kernels) {
        public Machine(Compute compute) {
            this(
                    compute.isHost() ? "cpu" : compute.device().replaceFirst(":.*", ""),
                    compute.kernels().name());
        }
    }

    Map<String, String> notes() {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put(STEPS, Integer.toString(steps));
        notes.put(PRECISION, precision);
        notes.put(MEAN_LOSS, Double.toString(meanLoss));
        notes.put(SECONDS, Double.toString(seconds));
        notes.put(KERNELS, machine.kernels());
        notes.put(DEVICE, machine.device());
        scaling.ifPresent(state -> {
            notes.put(LOSS_SCALE, Double.toString(state.scale()));
            notes.put(FINITE_STEPS, Integer.toString(state.finiteSteps()));
            notes.put(SKIPPED_STEPS, Integer.toString(state.skippedSteps()));
        });
        best.ifPresent(found -> {
            notes.put(BEST_ACCURACY, Double.toString(found.accuracy()));
            notes.put(EPOCHS_SINCE_BEST, Integer.toString(found.epochsSince()));
        });
        return notes;
    }

    /** Empty for notes of another origin. */
    static Optional<Position> of(Map<String, String> notes) {
        try {
            return Optional.of(new Position(
                    Integer.parseInt(notes.getOrDefault(STEPS, "")),
                    notes.getOrDefault(PRECISION, ""),
                    Double.parseDouble(notes.getOrDefault(MEAN_LOSS, "")),
                    Double.parseDouble(notes.getOrDefault(SECONDS, "")),
                    new Machine(notes.getOrDefault(DEVICE, "cpu"), notes.getOrDefault(KERNELS, Kernels.AUTO.name())),
                    best(notes),
                    scaling(notes)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Best> best(Map<String, String> notes) {
        String accuracy = notes.get(BEST_ACCURACY);
        return accuracy == null
                ? Optional.empty()
                : Optional.of(new Best(
                        Double.parseDouble(accuracy), Integer.parseInt(notes.getOrDefault(EPOCHS_SINCE_BEST, ""))));
    }

    private static Optional<LossScaler.State> scaling(Map<String, String> notes) {
        String scale = notes.get(LOSS_SCALE);
        return scale == null
                ? Optional.empty()
                : Optional.of(new LossScaler.State(
                        Double.parseDouble(scale),
                        Integer.parseInt(notes.getOrDefault(FINITE_STEPS, "")),
                        Integer.parseInt(notes.getOrDefault(SKIPPED_STEPS, ""))));
    }
}
