package io.noisystudent.labeler.stages;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import java.nio.FloatBuffer;

/** What a row of probabilities says. */
public final class Prediction {
    private Prediction() {}

    /**
     * The class with the largest probability, the first one of several.
     *
     * @param probabilities from 0 to the limit
     * @throws NoisyStudentException {@code NO_PROBABILITIES} if the largest value, or any NaN, is no probability: a broken
     *     model must neither label anything nor be measured
     */
    public static int of(ModelRef model, FloatBuffer probabilities) {
        int best = 0;
        for (int label = 1; label < probabilities.remaining(); label++) {
            // A NaN counts as the largest, so that it shows.
            if (Float.compare(probabilities.get(label), probabilities.get(best)) > 0) {
                best = label;
            }
        }
        float confidence = probabilities.get(best);
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new NoisyStudentException(
                    ErrorCode.NO_PROBABILITIES,
                    model.toString(),
                    "the model gives the probability " + confidence + "; train or import it again");
        }
        return best;
    }
}
