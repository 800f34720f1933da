package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.objective.Fairness;
import io.noisystudent.learning.objective.NoisyStudentLoss;
import io.noisystudent.learning.optimizer.LearningRate;
import java.util.Optional;

/**
 * A recipe applied to data: how many steps of how many rows.
 *
 * @param epochSteps in which all images are seen once
 * @param labelledRows per step; 0 while a student is pre-trained on pseudo-labels alone
 * @param pseudoLabelledRows per step; 0 without pseudo-labels
 */
record Plan(
        int steps,
        int epochSteps,
        int labelledRows,
        int pseudoLabelledRows,
        LearningRate schedule,
        NoisyStudentLoss loss) {

    /** @param classes of the network */
    static Plan of(Recipe recipe, TrainingData data, int classes) {
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
        int epochSteps = epochSteps(data, labelledRows, pseudoRows);
        int base = recipe.steps() > 0 ? recipe.steps() : recipe.epochs() * epochSteps;
        int steps = Math.max(1, (int) Math.round(base * recipe.optimizer().trainRatio()));
        Double weight = recipe.objective().unlabeledWeight();
        return new Plan(
                steps,
                epochSteps,
                labelledRows,
                pseudoRows,
                LearningRate.of(recipe.optimizer(), steps),
                new NoisyStudentLoss(
                        labelledRows,
                        weight == null ? recipe.unlabeledRatio() : weight,
                        fairness(recipe, data, classes)));
    }

    /** Pseudo-labelled rows alone, for another number of steps. */
    Plan withoutLabels(int others, TrainingData data, Recipe recipe) {
        return new Plan(
                others,
                epochSteps(data, 0, pseudoLabelledRows),
                0,
                pseudoLabelledRows,
                LearningRate.of(recipe.optimizer(), others),
                new NoisyStudentLoss(0, loss.unlabelledWeight(), loss.fairness()));
    }

    /** Labelled rows alone, for another number of steps. */
    Plan labelsOnly(int others, TrainingData data, Recipe recipe) {
        return new Plan(
                others,
                epochSteps(data, labelledRows, 0),
                labelledRows,
                0,
                LearningRate.of(recipe.optimizer(), others),
                new NoisyStudentLoss(labelledRows, loss.unlabelledWeight()));
    }

    /** Both kinds of rows, for another number of steps. */
    Plan shortened(int others, Recipe recipe) {
        return new Plan(
                others,
                epochSteps,
                labelledRows,
                pseudoLabelledRows,
                LearningRate.of(recipe.optimizer(), others),
                loss);
    }

    private static int epochSteps(TrainingData data, int labelledRows, int pseudoRows) {
        int pseudoLabelled =
                data.pseudoLabelled().map(PseudoLabelledSamples::size).orElse(0);
        return Math.max(passes(data.labelled().size(), labelledRows), passes(pseudoLabelled, pseudoRows));
    }

    private static Optional<Fairness> fairness(Recipe recipe, TrainingData data, int classes) {
        double weight = recipe.objective().fairness();
        return weight == 0 ? Optional.empty() : data.pseudoLabelled().map(samples -> samples.fairness(weight, classes));
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
