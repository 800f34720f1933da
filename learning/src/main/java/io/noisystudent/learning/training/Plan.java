package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.objective.NoisyStudentLoss;
import io.noisystudent.learning.optimizer.LearningRate;

/**
 * A recipe applied to data: how many steps of how many rows.
 *
 * @param epochSteps in which all images are seen once
 * @param labelledRows per step
 * @param pseudoLabelledRows per step; 0 without pseudo-labels
 */
record Plan(
        int steps,
        int epochSteps,
        int labelledRows,
        int pseudoLabelledRows,
        LearningRate schedule,
        NoisyStudentLoss loss) {

    static Plan of(Recipe recipe, TrainingData data) {
        int labelled = data.labelled().size();
        int pseudoLabelled =
                data.pseudoLabelled().map(PseudoLabelledSamples::size).orElse(0);
        if (labelled == 0 || (data.pseudoLabelled().isPresent() && pseudoLabelled == 0)) {
            throw new NoisyStudentException(
                    ErrorCode.NO_TRAINING_DATA,
                    recipe.network(),
                    labelled + " labelled and " + pseudoLabelled
                            + " pseudo-labelled images were selected; send labelled"
                            + " images to every class, or lower the floor of the selection");
        }
        int labelledRows = recipe.batchSize();
        int pseudoRows = pseudoLabelled == 0 ? 0 : Math.multiplyExact(labelledRows, recipe.unlabeledRatio());
        int epochSteps = Math.max(ceilDiv(labelled, labelledRows), passes(pseudoLabelled, pseudoRows));
        int steps = recipe.steps() > 0 ? recipe.steps() : recipe.epochs() * epochSteps;
        Double weight = recipe.objective().unlabeledWeight();
        return new Plan(
                steps,
                epochSteps,
                labelledRows,
                pseudoRows,
                LearningRate.of(recipe.optimizer(), steps),
                new NoisyStudentLoss(labelledRows, weight == null ? recipe.unlabeledRatio() : weight));
    }

    /** Rows per step. */
    int rows() {
        return labelledRows + pseudoLabelledRows;
    }

    /** Whether all images were seen once more when this step, counted from 0, is done. */
    boolean endsEpoch(int step) {
        return (step + 1) % epochSteps == 0;
    }

    private static int passes(int samples, int perStep) {
        return perStep == 0 ? 0 : ceilDiv(samples, perStep);
    }

    private static int ceilDiv(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
