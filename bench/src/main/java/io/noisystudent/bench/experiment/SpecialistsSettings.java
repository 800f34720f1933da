package io.noisystudent.bench.experiment;

import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.List;

/**
 * How large the experiment is; with a seed, all that it depends on.
 *
 * @param classes an even number
 * @param specialists at most
 * @param images labeled ones of each class, as many unlabeled ones, and half as many to test on
 * @param size of the square images in pixels
 * @param steps of the generalist, and of each member of the ensemble
 * @param specialistSteps of each specialist
 * @param rate peak learning rate; specialists have {@link #SPECIALIST_RATE} of it, since they do not begin afresh
 */
record SpecialistsSettings(
        String network,
        int classes,
        int specialists,
        int images,
        int size,
        int steps,
        int specialistSteps,
        double rate) {
    static final double SPECIALIST_RATE = 0.4;
    private static final int BATCH = 64;
    private static final int LEAST_SIZE = 8;

    /** @throws NoisyStudentException {@code CONFIG_INVALID} for numbers of which nothing can be made */
    SpecialistsSettings {
        require(classes >= 4 && classes % 2 == 0, "--classes", classes + "; give an even number from 4 on");
        require(
                specialists >= 2 && specialists <= classes / 2,
                "--specialists",
                specialists + "; give at least 2, and no more than half as many as classes");
        require(images >= 2, "--images", images + "; give at least 2");
        require(size >= LEAST_SIZE, "--size", size + "; give at least " + LEAST_SIZE);
        require(
                steps > 0 && specialistSteps > 0,
                "--steps, --specialist-steps",
                steps + " and " + specialistSteps + "; each is at least 1");
    }

    private static void require(boolean holds, String option, String value) {
        if (!holds) {
            throw new NoisyStudentException(ErrorCode.CONFIG_INVALID, option, option + " is " + value);
        }
    }

    /** Networks that are trained in as many steps as the generalist and some specialists, the generalist among them. */
    int members(int made) {
        return 1 + Math.max(1, (int) Math.round((double) made * specialistSteps / steps));
    }

    int testImages() {
        return images / 2;
    }

    Recipe ofGeneralist() {
        return recipe(steps, rate);
    }

    Recipe ofSpecialist() {
        return recipe(specialistSteps, SPECIALIST_RATE * rate);
    }

    private Recipe recipe(int length, double peak) {
        return new Recipe(
                network,
                0,
                length,
                BATCH,
                1,
                Recipe.Objective.of(List.of(new ObjectiveTerm.CrossEntropy(1, 0))),
                new OptimizerConfig(peak, 0.9, 5e-4, 0.05),
                new Noise(null, 0, false, 0, Noise.GRAY, 0, 0),
                0,
                Phases.JOINT,
                null,
                null);
    }
}
