package io.noisystudent.bench.experiment;

import picocli.CommandLine.Command;

/** {@code experiment NAME}: trainings on one data set. */
@Command(
        name = "experiment",
        description =
                "Trainings in one process, without services, each with its accuracy on test images: teacher, students and"
                        + " control of a pipeline.yaml, one network on the votes of planted annotators, a generalist with specialists, or one"
                        + " network at several sizes.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "NAME",
        subcommands = {
            DigitsExperiment.class,
            PhotographsExperiment.class,
            VotesExperiment.class,
            SpecialistsExperiment.class,
            MissingDigitExperiment.class,
            FixResExperiment.class
        })
public final class ExperimentCommand {}
