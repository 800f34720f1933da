package io.noisystudent.learning.checkpoint;

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
 * @param kernels whose code they used; the bits of weights depend on it as on the precision
 * @param best what early stopping has found so far
 */
public record Position(
        int steps, String precision, double meanLoss, double seconds, String kernels, Optional<Best> best) {
    private static final String STEPS = "steps";
    private static final String PRECISION = "precision";
    private static final String MEAN_LOSS = "mean_loss";
    private static final String SECONDS = "seconds";

    private static final String KERNELS = "kernels";
    private static final String BEST_ACCURACY = "best_accuracy";
    private static final String EPOCHS_SINCE_BEST = "epochs_since_best";

    /**
     * The best epoch so far.
     *
     * @param accuracy on held-out images, as a fraction
     * @param epochsSince epochs that ended after it
     */
    public record Best(double accuracy, int epochsSince) {}

    Map<String, String> notes() {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put(STEPS, Integer.toString(steps));
        notes.put(PRECISION, precision);
        notes.put(MEAN_LOSS, Double.toString(meanLoss));
        notes.put(SECONDS, Double.toString(seconds));
        notes.put(KERNELS, kernels);
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
                    notes.getOrDefault(KERNELS, Kernels.AUTO.name()),
                    best(notes)));
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
}
