package io.noisystudent.learning.checkpoint;

import java.util.Map;
import java.util.Optional;

/**
 * How far a training is.
 *
 * @param steps that are done
 * @param precision in which they ran
 * @param meanLoss exponential mean of the loss
 * @param seconds that they took
 */
public record Position(int steps, String precision, double meanLoss, double seconds) {
    private static final String STEPS = "steps";
    private static final String PRECISION = "precision";
    private static final String MEAN_LOSS = "mean_loss";
    private static final String SECONDS = "seconds";

    Map<String, String> notes() {
        return Map.of(
                STEPS, Integer.toString(steps),
                PRECISION, precision,
                MEAN_LOSS, Double.toString(meanLoss),
                SECONDS, Double.toString(seconds));
    }

    /** Empty for notes of another origin. */
    static Optional<Position> of(Map<String, String> notes) {
        try {
            return Optional.of(new Position(
                    Integer.parseInt(notes.getOrDefault(STEPS, "")),
                    notes.getOrDefault(PRECISION, ""),
                    Double.parseDouble(notes.getOrDefault(MEAN_LOSS, "")),
                    Double.parseDouble(notes.getOrDefault(SECONDS, ""))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
