package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.BackboneConfig;
import io.noisystudent.contracts.config.Freeze;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.module.Trained;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A stretch of a training with an optimizer, an average, a schedule and a seed of its own; it begins with the averaged
 * weights of the one before.
 *
 * @param number from 0
 * @param firstStep of the whole training
 * @param recipe with the noise and the rate of this phase
 * @param shape of the images
 * @param trained what the steps may change
 */
record Phase(int number, int firstStep, Plan plan, Recipe recipe, ImageShape shape, Trained trained) {

    /** Those of a recipe that changes all weights: one, or as many as it asks for. */
    static List<Phase> of(Recipe recipe, TrainingData data) {
        return of(recipe, data, Trained.ALL);
    }

    /** @param trained what the steps may change before the last phase, which may have its own restriction */
    static List<Phase> of(Recipe recipe, TrainingData data, Trained trained) {
        return new Sequence(recipe, data, Plan.of(recipe, data), trained).phases();
    }

    int steps() {
        return plan.steps();
    }

    /** Parts of a step's batch that are computed one after the other. */
    int parts() {
        return recipe.optimizer().parts();
    }

    /** Steps of the whole training when this phase is done. */
    int end() {
        return firstStep + plan.steps();
    }

    /** The learning rate of a step, counted from the first of this phase. */
    double rate(int step) {
        return plan.schedule().rate(step);
    }

    /** Images of this phase among the first {@code done} steps of the whole training. */
    long images(int done) {
        return (long) Math.max(0, Math.min(done - firstStep, plan.steps())) * plan.rows();
    }

    /** The seed of everything random in this phase. */
    long seed(long ofTraining) {
        return number == 0 ? ofTraining : Seeds.mix(ofTraining, Seeds.PHASE, number);
    }

    /** Whether a training that has done so many steps stopped in here, or at the end. */
    boolean contains(int done) {
        return done > firstStep && done <= end();
    }

    private static final class Sequence {
        private final Recipe recipe;
        private final TrainingData data;
        private final Plan whole;
        private final Trained trained;
        private final ImageShape shape;
        private final List<Phase> phases = new ArrayList<>();

        Sequence(Recipe recipe, TrainingData data, Plan whole, Trained trained) {
            this.recipe = recipe;
            this.data = data;
            this.whole = whole;
            this.trained = trained == Trained.ALL ? behind(recipe.optimizer().backboneTraining()) : trained;
            Phases.TrainResolution resolution = recipe.phases().trainResolution();
            ImageShape served = data.labeled().images().shape();
            shape = resolution == null ? served : resolution.shape(served);
        }

        private static Trained behind(BackboneConfig backbone) {
            if (backbone.freeze() instanceof Freeze.Until place) {
                return Trained.behind(place.value());
            }
            return backbone.freeze() == null ? Trained.ALL : Trained.BEHIND_BACKBONE;
        }

        List<Phase> phases() {
            Phases.FineTuning fineTuning =
                    whole.pseudoLabeledRows() == 0 ? null : recipe.phases().fineTuning();
            Phases.TrainResolution resolution = recipe.phases().trainResolution();
            OptionalInt tuned = fineTuning == null ? OptionalInt.empty() : steps(fineTuning.share());
            OptionalInt fixed = resolution == null ? OptionalInt.empty() : steps(resolution.share());
            int first = Math.max(1, whole.steps() - tuned.orElse(0) - fixed.orElse(0));
            if (fineTuning == null) {
                addJoint(first);
            } else {
                add(whole.withoutLabels(first, data, recipe), recipe);
                Recipe gentle = recipe.withOptimizer(recipe.optimizer().withLearningRate(fineTuning.learningRate()));
                add(whole.labelsOnly(tuned.orElseThrow(), data, gentle), gentle);
            }
            if (resolution != null) {
                Recipe still = recipe.withNoise(Noise.NONE)
                        .withOptimizer(recipe.optimizer().withLearningRate(resolution.learningRate()));
                Plan plan = whole.labelsOnly(fixed.orElseThrow(), data, still);
                add(plan, still, data.labeled().images().shape(), Trained.CLASSIFIER);
            }
            return List.copyOf(phases);
        }

        private void addJoint(int steps) {
            Double thawAfter = recipe.optimizer().backboneTraining().thawAfter();
            if (thawAfter == null || steps < 2) {
                add(steps == whole.steps() ? whole : whole.shortened(steps, recipe), recipe);
                return;
            }
            int frozen = Math.min(steps(thawAfter).orElseThrow(), steps - 1);
            add(whole.shortened(frozen, recipe), recipe);
            add(whole.shortened(steps - frozen, recipe), recipe, shape, Trained.ALL);
        }

        private OptionalInt steps(double share) {
            return OptionalInt.of(Math.max(1, (int) Math.round(whole.steps() * share)));
        }

        private void add(Plan plan, Recipe ofPhase) {
            add(plan, ofPhase, shape, trained);
        }

        private void add(Plan plan, Recipe ofPhase, ImageShape ofImages, Trained trained) {
            int firstStep = phases.isEmpty() ? 0 : phases.get(phases.size() - 1).end();
            phases.add(new Phase(phases.size(), firstStep, plan, ofPhase, ofImages, trained));
        }
    }
}
