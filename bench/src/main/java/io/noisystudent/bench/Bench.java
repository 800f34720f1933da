package io.noisystudent.bench;

import io.noisystudent.bench.registry.RegistryCommand;
import io.noisystudent.contracts.error.NoisyStudentException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code bench}: measures, and judges nothing. */
@Command(
        name = "bench",
        description = "Measures parts of the pipeline side by side: in one process, in turn, medians with minimum and "
                + "maximum. On a machine that does something else too, only the ratios mean anything.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LabelerCommand.class,
            TrainerCommand.class,
            AugmentCommand.class,
            ForeignCommand.class,
            RegistryCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench())
                .setExecutionExceptionHandler((exception, command, parsed) -> {
                    String message = exception instanceof NoisyStudentException known
                            ? known.describe()
                            : "INTERNAL " + exception;
                    command.getErr().println(message);
                    return 1;
                })
                .execute(arguments));
    }
}
