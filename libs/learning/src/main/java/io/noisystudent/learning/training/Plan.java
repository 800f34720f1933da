package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.optimizer.LearningRate;

/**
 * A recipe applied to data: how many steps of how many rows.
 *
 * @param epochSteps in which all images are seen once
 * @param labeledRows per step; 0 while a student is pre-trained on pseudo-labels alone
 * @param pseudoLabeledRows per step; 0 without pseudo-labels
 */
record Plan(int steps, int epochSteps, int labeledRows, int pseudoLabeledRows, LearningRate schedule) {

    static Plan of(Recipe recipe, TrainingData data) {
        int labeled = data.labeled().size();
        int pseudoLabeled = data.pseudoLabeled().map(PseudoLabeledSamples::size).orElse(0);
        if (labeled == 0 || (data.pseudoLabeled().isPresent() && pseudoLabeled == 0)) {
            throw new NoisyStudentException(
                    ErrorCode.NO_TRAINING_DATA,
                    recipe.network(),
                    labeled + " labeled and " + pseudoLabeled
                            + " pseudo-labeled images were selected; send labeled"
                            + " images to every class, or lower the floor of the selection");
        }
        int labeledRows = recipe.batchSize();
        int pseudoRows = pseudoLabeled == 0 ? 0 : Math.multiplyExact(labeledRows, recipe.unlabeledRatio());
        int epochSteps = epochSteps(data, labeledRows, pseudoRows);
        int base = recipe.steps() > 0 ? recipe.steps() : recipe.epochs() * epochSteps;
        int steps = Math.max(1, (int) Math.round(base * recipe.optimizer().trainRatio()));
        return new Plan(steps, epochSteps, labeledRows, pseudoRows, LearningRate.of(recipe.optimizer(), steps));
    }

    /** Pseudo-labeled rows alone, for another number of steps. */
    Plan withoutLabels(int others, TrainingData data, Recipe recipe) {
        return new Plan(
                others,
                epochSteps(data, 0, pseudoLabeledRows),
                0,
                pseudoLabeledRows,
                LearningRate.of(recipe.optimizer(), others));
    }

    /** Labeled rows alone, for another number of steps. */
    Plan labelsOnly(int others, TrainingData data, Recipe recipe) {
        return new Plan(
                others, epochSteps(data, labeledRows, 0), labeledRows, 0, LearningRate.of(recipe.optimizer(), others));
    }

    /** Both kinds of rows, for another number of steps. */
    Plan shortened(int others, Recipe recipe) {
        return new Plan(
                others, epochSteps, labeledRows, pseudoLabeledRows, LearningRate.of(recipe.optimizer(), others));
    }

    private static int epochSteps(TrainingData data, int labeledRows, int pseudoRows) {
        int pseudoLabeled = data.pseudoLabeled().map(PseudoLabeledSamples::size).orElse(0);
        return Math.max(passes(data.labeled().size(), labeledRows), passes(pseudoLabeled, pseudoRows));
    }

    /** Rows per step. */
    int rows() {
        return labeledRows + pseudoLabeledRows;
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
