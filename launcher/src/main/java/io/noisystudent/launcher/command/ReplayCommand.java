package io.noisystudent.launcher.command;

import io.noisystudent.launcher.stack.Addresses;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.launcher.stack.TrainerReplay;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a version of a running pipeline again from its lineage, and compares. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Train a version of a running pipeline again, from its lineage alone, and compare the files: exit "
                        + "code 0 if they are identical, 1 if not. Processors and numbers of threads differ in the last bits.")
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "VERSION", description = "Number of the version, see the command models.")
    private int version;

    @Mixin
    private TokenOption token = new TokenOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() throws InterruptedException {
        if (version < 1) {
            throw new ParameterException(spec.commandLine(), "VERSION is " + version + "; the first one is 1");
        }
        Home directory = home.home();
        return new TrainerReplay(StackOptions.installation(), directory, Addresses.read(directory), token.file())
                .run(version);
    }
}
