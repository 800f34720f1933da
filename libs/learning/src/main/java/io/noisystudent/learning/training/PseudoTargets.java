package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.objective.Targets;

/** Turns what a teacher said of a row into what the student's output is compared with. */
record PseudoTargets(Recipe.Objective objective) {

    /**
     * In place.
     *
     * @param distribution of the teacher, then the target
     * @param weight of the row: cross entropy is linear in its target, so the weight can be in there
     */
    void apply(float[] distribution, double weight) {
        if (objective.softLabels()) {
            Targets.temper(objective.temperature(), distribution);
        } else {
            Targets.smoothed(Targets.argmax(distribution), objective.labelSmoothing(), distribution);
        }
        Targets.scale(weight, distribution);
    }
}
