package io.noisystudent.bench;

import io.noisystudent.bench.conformance.ConformanceCommand;
import io.noisystudent.bench.experiment.ExperimentCommand;
import io.noisystudent.bench.registry.RegistryCommand;
import io.noisystudent.contracts.error.NoisyStudentException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code bench}: measures, and judges nothing. */
@Command(
        name = "bench",
        description =
                "Measures parts of the pipeline side by side and in turn; medians with the interval in which they "
                        + "are with 95 % confidence. On a machine that does something else too, only the ratios mean anything.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AllCommand.class,
            TrainerCommand.class,
            AugmentCommand.class,
            LabelerCommand.class,
            GpuCommand.class,
            GenerationCommand.class,
            ForeignCommand.class,
            ConformanceCommand.class,
            RegistryCommand.class,
            ExperimentCommand.class,
            DistillationCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(commandLine(new Bench()).execute(arguments));
    }

    static CommandLine commandLine(Object command) {
        return new CommandLine(command).setExecutionExceptionHandler((exception, line, parsed) -> {
            String message =
                    exception instanceof NoisyStudentException known ? known.describe() : "INTERNAL " + exception;
            line.getErr().println(message);
            return 1;
        });
    }
}
