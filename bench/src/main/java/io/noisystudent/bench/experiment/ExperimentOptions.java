package io.noisystudent.bench.experiment;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of every experiment. */
final class ExperimentOptions {
    @Option(
            names = "--pipeline",
            paramLabel = "FILE",
            required = true,
            description = "pipeline.yaml with the recipes and the number of generations.")
    private Path pipeline = Path.of("");

    @Option(
            names = "--labels",
            defaultValue = "10",
            description = "Labeled images per class; default ${DEFAULT-VALUE}. All others are unlabeled.")
    int labelsPerClass;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of the choice of labeled images and of all trainings; default ${DEFAULT-VALUE}.")
    long seed;

    @Option(
            names = "--noisy-teacher",
            description =
                    "Teachers label distorted images with dropout and stochastic depth, as the student's recipe says.")
    boolean noisyTeacher;

    PipelineConfig pipeline() {
        return PipelineConfigReader.read(pipeline);
    }
}
