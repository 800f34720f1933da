package io.noisystudent.bench.experiment;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.training.TrainingStatistics;
import java.io.PrintWriter;
import java.util.Locale;

/** Runs a whole loop and prints one line for each network. */
final class SelfTrainingReport {
    private final PrintWriter out;

    SelfTrainingReport(PrintWriter out) {
        this.out = out;
    }

    /**
     * Teacher, students and control; the control is trained last, for as many image passes as all others took together.
     *
     * @param noisyTeacher whether teachers see the students' noise while they label
     */
    void run(SelfTraining loop, PipelineConfig pipeline, boolean noisyTeacher) {
        SelfTraining.Generation generation = loop.teacher(pipeline.recipe(0));
        line("teacher", generation);
        long imagePasses = generation.statistics().images();
        int generations = pipeline.curriculum().maxGenerations();
        for (int n = 1; n <= generations; n++) {
            Recipe recipe = pipeline.recipe(n);
            generation = noisyTeacher
                    ? loop.studentOfNoisyTeacher(recipe, generation.graph())
                    : loop.student(recipe, generation.graph());
            line("student " + n, generation);
            imagePasses += generation.statistics().images();
        }
        if (pipeline.curriculum().control().isOff()) {
            return;
        }
        Recipe last = pipeline.recipe(generations);
        int steps = Math.toIntExact((imagePasses + last.batchSize() - 1) / last.batchSize());
        line("control", loop.teacher(pipeline.control(last, last.network(), false, steps)));
    }

    private void line(String name, SelfTraining.Generation generation) {
        TrainingStatistics statistics = generation.statistics();
        out.println(String.format(
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
        out.flush();
    }
}
