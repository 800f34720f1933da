package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.PipelineConfig;
import java.util.Locale;
import java.util.logging.Logger;

/** A whole loop without any service, to look for recipes: teacher, students and control, each with its test accuracy. */
final class SelfTrainingTrial {
    private static final Logger log = Logger.getLogger(SelfTrainingTrial.class.getName());

    private SelfTrainingTrial() {}

    /** Reports every generation; the control is trained last, for as many steps as all others took together. */
    static void run(SelfTraining loop, PipelineConfig pipeline) {
        SelfTraining.Generation generation = loop.teacher(pipeline.recipe(0));
        report("teacher", generation);
        int steps = generation.statistics().steps();
        int generations = pipeline.curriculum().maxGenerations();
        for (int n = 1; n <= generations; n++) {
            generation = loop.student(pipeline.recipe(n), generation.graph());
            report("student " + n, generation);
            steps += generation.statistics().steps();
        }
        report("control", loop.teacher(pipeline.control(pipeline.recipe(generations), steps)));
    }

    private static void report(String name, SelfTraining.Generation generation) {
        TrainingStatistics statistics = generation.statistics();
        log.info(() -> String.format(
                Locale.ROOT,
                "%s: test accuracy %.4f, labels %.4f right, %d selected as %d rows, %d steps in %.1f s, %.0f images/s",
                name,
                generation.accuracy(),
                generation.labelAccuracy(),
                generation.selected(),
                generation.rows(),
                statistics.steps(),
                statistics.seconds(),
                statistics.imagesPerSecond()));
    }
}
