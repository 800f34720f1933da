package io.noisystudent.bench.experiment;

import io.noisystudent.bench.images.PhotographFiles;
import io.noisystudent.bench.images.Photographs;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Self-training on JPEG files, in the precision that is faster on this machine, as the trainer does it. */
@Command(
        name = "photographs",
        description = "On JPEG files, in the precision that is faster on this machine.",
        mixinStandardHelpOptions = true)
final class PhotographsExperiment implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ExperimentOptions options = new ExperimentOptions();

    @Parameters(paramLabel = "DIR", description = "Directory of train/CLASS/*.jpg and test/CLASS/*.jpg.")
    private Path directory = Path.of("");

    @Option(
            names = "--validation",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "To choose recipes: N images per class of DIR/train are the test set, and DIR/test is not read.")
    private int validationPerClass;

    @Override
    public Integer call() throws IOException {
        PipelineConfig pipeline = options.pipeline();
        new SelfTrainingReport(command.commandLine().getOut()).run(split(pipeline), pipeline, options.noisyTeacher);
        return 0;
    }

    private SelfTraining split(PipelineConfig pipeline) throws IOException {
        PhotographFiles files = PhotographFiles.of(
                directory.resolve("train"), options.labelsPerClass, validationPerClass, options.seed);
        ImageShape shape = pipeline.image();
        return new SelfTraining(
                Photographs.read(files.labeled(), shape),
                Photographs.read(files.unlabeled(), shape),
                Photographs.read(
                        validationPerClass > 0
                                ? files.validation()
                                : Photographs.filesByClass(directory.resolve("test")),
                        shape),
                files.labeled().size(),
                pipeline,
                new TrainingOptions(options.seed, Runtime.getRuntime().availableProcessors(), 1, Precision.AUTO),
                TrainingListener.NONE);
    }
}
