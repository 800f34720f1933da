package io.noisystudent.launcher.command;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.launcher.console.Terminal;
import java.lang.reflect.Constructor;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code noisy-student}. */
@Command(
        name = "noisy-student",
        description = "Self-training of image classifiers on Kafka: demo, local stack and a look inside.",
        mixinStandardHelpOptions = true,
        version = "noisy-student 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            FeedCommand.class,
            StatusCommand.class,
            ModelsCommand.class,
            ImportCommand.class,
            EnsembleCommand.class,
            NetworksCommand.class,
            ReplayCommand.class,
            FixResCommand.class,
            DeadLettersCommand.class,
            KeyCommand.class,
            CommandLine.HelpCommand.class
        })
public final class NoisyStudent {
    private static final int USUAL_COLUMNS = 120;

    private NoisyStudent() {}

    /**
     * The start script passes whether standard output is a terminal, and how wide. Exit code 0 is success, 1 a failure that
     * is reported on standard error, 2 a wrong command line.
     */
    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true");
        Terminal terminal = new Terminal(
                System.out,
                Boolean.getBoolean("noisystudent.interactive"),
                Integer.getInteger("noisystudent.columns", USUAL_COLUMNS));
        System.exit(commandLine(terminal).execute(arguments));
    }

    static CommandLine commandLine(Terminal terminal) {
        return new CommandLine(new NoisyStudent(), new CommandFactory(terminal))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, command, parsed) -> {
                    command.getErr().println(command.getColorScheme().errorText(message(exception)));
                    return 1;
                });
    }

    /** What a command that fails says: a code, and what to do. */
    static String message(Exception failure) {
        if (failure instanceof NoisyStudentException known) {
            return known.describe();
        }
        if (failure instanceof KafkaException refusal) {
            return new NoisyStudentException(
                            ErrorCode.BROKER_UNAVAILABLE,
                            "broker",
                            "it does not answer as it should (" + refusal.getMessage()
                                    + "); see whether it runs, and ask again",
                            refusal)
                    .describe();
        }
        return "INTERNAL " + failure;
    }

    /** Hands the terminal to the commands. */
    private record CommandFactory(Terminal terminal) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Terminal.class) {
                    return type.cast(constructor.newInstance(terminal));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
