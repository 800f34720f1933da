package io.noisystudent.bench.experiment;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Self-training on the files of MNIST: a thousand images are the test set. */
@Command(
        name = "digits",
        description = "On gzipped IDX files of MNIST, in float32; a thousand of the images are the test set.",
        mixinStandardHelpOptions = true)
final class DigitsExperiment implements Callable<Integer> {
    private static final int CLASSES = 10;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ExperimentOptions options = new ExperimentOptions();

    @Mixin
    private DigitOptions digits = new DigitOptions();

    @Override
    public Integer call() {
        PipelineConfig pipeline = options.pipeline();
        LabeledSamples all = digits.read();
        new SelfTrainingReport(command.commandLine().getOut())
                .run(split(all, pipeline), pipeline, options.noisyTeacher);
        return 0;
    }

    private SelfTraining split(LabeledSamples all, PipelineConfig pipeline) {
        DrawnDigits drawn = DrawnDigits.of(all, options.labelsPerClass, CLASSES, options.seed);
        return new SelfTraining(
                drawn.labeled(),
                drawn.unlabeled(),
                drawn.test(),
                CLASSES,
                pipeline,
                TrainingOptions.of(options.seed),
                TrainingListener.NONE);
    }
}
