package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.event.PseudoLabels;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the pipeline does not get: the classes of the unlabeled images, by their position in the log.
 *
 * <p>Thread-safe.
 */
final class Truth {
    private final Map<Position, Integer> labels = new ConcurrentHashMap<>();

    /** Where a record lies. */
    private record Position(int partition, long offset) {}

    void note(int partition, long offset, int label) {
        labels.put(new Position(partition, offset), label);
    }

    /** How many accepted pseudo-labels name the true class; images that others fed are not counted. */
    Score score(PseudoLabels answer) {
        long right = 0;
        long known = 0;
        for (int row = 0; row < answer.acceptedAt().size(); row++) {
            Integer label = labels.get(
                    new Position(answer.range().partition(), answer.acceptedAt().offset(row)));
            if (label != null) {
                known++;
                right += label == answer.probabilities().argmax(row) ? 1 : 0;
            }
        }
        return new Score(right, known);
    }

    /** Right ones among those whose class is known. */
    record Score(long right, long known) {
        static final Score NONE = new Score(0, 0);

        Score plus(Score other) {
            return new Score(right + other.right, known + other.known);
        }

        /** NaN when none is known. */
        double share() {
            return (double) right / known;
        }
    }
}
