package io.noisystudent.launcher.command;

import io.noisystudent.contracts.access.StaticKey;
import io.noisystudent.launcher.console.Terminal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a key for a machine that has no identity provider. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = "Make a key for a machine without an identity provider.")
final class KeyCommand implements Callable<Integer> {
    /** A century. */
    private static final int MOST_DAYS = 36_525;

    private final Terminal terminal;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "Recorded as the author of what is done with the key.")
    private String name = "";

    @Option(
            names = "--right",
            paramLabel = "RIGHT",
            required = true,
            description = "read, write, override or maintain.")
    private StaticKey.Right right = StaticKey.Right.READ;

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "Days until the key expires (default: it does not expire).")
    private @Nullable Integer days;

    KeyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String key = StaticKey.generate(new SecureRandom());
        terminal.text("key   " + key + "\n" + "line  " + entry(key).line() + "\n\n"
                + "The key is shown once: store it with its owner, who sends it as Authorization: Bearer KEY.\n"
                + "Append the line to the file that noisystudent.access.keys-file names; services read it again within"
                + " seconds.\n");
        return 0;
    }

    private StaticKey entry(String key) {
        if (days != null && (days < 1 || days > MOST_DAYS)) {
            throw new ParameterException(
                    command.commandLine(), "--days is " + days + "; a key is valid for 1 to " + MOST_DAYS + " days");
        }
        try {
            Instant expires = days == null
                    ? null
                    : Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(days));
            return StaticKey.of(name, right, key, expires);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
