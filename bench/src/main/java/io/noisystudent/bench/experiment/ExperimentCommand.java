package io.noisystudent.bench.experiment;

import picocli.CommandLine.Command;

/** {@code experiment NAME}: trainings on one data set. */
@Command(
        name = "experiment",
        description =
                "Trainings in one process, without services, each with its accuracy on test images: teacher, students and"
                        + " control of a pipeline.yaml, or one network on the votes of planted annotators.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "NAME",
        subcommands = {DigitsExperiment.class, PhotographsExperiment.class, VotesExperiment.class})
public final class ExperimentCommand {}
