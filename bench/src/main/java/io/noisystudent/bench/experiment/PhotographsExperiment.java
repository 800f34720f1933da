package io.noisystudent.bench.experiment;

import io.noisystudent.bench.images.Photographs;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
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
        Random random = new Random(options.seed);
        List<List<Path>> labeled = new ArrayList<>();
        List<List<Path>> unlabeled = new ArrayList<>();
        List<List<Path>> validation = new ArrayList<>();
        for (List<Path> files : Photographs.filesByClass(directory.resolve("train"))) {
            List<Path> shuffled = new ArrayList<>(files);
            Collections.shuffle(shuffled, random);
            int taken = Math.min(options.labelsPerClass, shuffled.size());
            labeled.add(shuffled.subList(0, taken));
            int heldOut = Math.min(taken + validationPerClass, shuffled.size());
            validation.add(shuffled.subList(taken, heldOut));
            unlabeled.add(shuffled.subList(heldOut, shuffled.size()));
        }
        ImageShape shape = pipeline.image();
        return new SelfTraining(
                Photographs.read(labeled, shape),
                Photographs.read(unlabeled, shape),
                Photographs.read(
                        validationPerClass > 0 ? validation : Photographs.filesByClass(directory.resolve("test")),
                        shape),
                labeled.size(),
                pipeline,
                new TrainingOptions(options.seed, Runtime.getRuntime().availableProcessors(), 1, Precision.AUTO));
    }
}
