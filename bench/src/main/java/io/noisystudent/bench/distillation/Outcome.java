package io.noisystudent.bench.distillation;

import java.util.List;

/**
 * A row of the results.
 *
 * @param id of the lesson
 * @param fingerprint of what was done
 * @param accuracy on test images, as a fraction
 * @param seconds of the training
 * @param curve accuracies on validation images, epoch by epoch, where early stopping watched them
 */
public record Outcome(String id, String fingerprint, double accuracy, double seconds, List<Double> curve) {
    public Outcome {
        curve = List.copyOf(curve);
    }
}
