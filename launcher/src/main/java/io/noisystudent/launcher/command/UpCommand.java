package io.noisystudent.launcher.command;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.stack.Addresses;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.launcher.stack.HomeLock;
import io.noisystudent.launcher.stack.HomeMark;
import io.noisystudent.launcher.stack.LocalStack;
import io.noisystudent.launcher.stack.PipelineFile;
import io.noisystudent.launcher.stack.StackPorts;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts a pipeline on this machine and keeps it up. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Start a pipeline on this machine: broker, store and the four services; data survives restarts.")
final class UpCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The pipeline.yaml; without it the one that this home had before, at first a pipeline for "
                    + "28 x 28 gray digits.")
    private @Nullable Path config;

    @Mixin
    private HomeOption home = new HomeOption();

    @Mixin
    private StackOptions stack = new StackOptions();

    UpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        Home directory = home.home();
        directory.requirePipeline();
        String text = PipelineFile.choose(config, directory);
        StackPorts ports = stack.ports();
        try (HomeLock held = HomeLock.acquire(directory);
                LocalStack local = new LocalStack(StackOptions.installation(), directory, ports, stack.gpu())) {
            local.prepare(this::tell);
            HomeMark.PIPELINE.put(held.home());
            held.home().create();
            PipelineConfig pipeline = PipelineFile.install(text, directory);
            Runtime.getRuntime().addShutdownHook(new Thread(local::close, "stop-stack"));
            Addresses addresses = local.start(this::tell);
            terminal.line("Pipeline '%s' is up.", pipeline.name());
            terminal.line(
                    "  images      %s.unlabeled and %s.labeled on %s",
                    pipeline.name(), pipeline.name(), addresses.bootstrapServers());
            terminal.line("  registry    %s/api/v1/models", addresses.registry());
            terminal.line("  curriculum  %s/api/v1/generations", addresses.teacher());
            terminal.line("  inference   %s/v2/models/%s/infer", addresses.labeler(), pipeline.name());
            terminal.line("  settings    %s", directory.pipelineFile());
            terminal.line("Ctrl-C stops everything; the data stays in %s.", directory.directory());
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private void tell(String line) {
        terminal.line("%s", line);
    }
}
