package io.noisystudent.bench.experiment;

import picocli.CommandLine.Command;

/** {@code experiment NAME}: one run of the whole method on one data set. */
@Command(
        name = "experiment",
        description =
                "Self-training in one process, without services: teacher, students and control of a pipeline.yaml, "
                        + "each with its accuracy on test images.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "NAME",
        subcommands = {DigitsExperiment.class, PhotographsExperiment.class})
public final class ExperimentCommand {}
