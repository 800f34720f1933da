package io.noisystudent.launcher.command;

import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.demo.LoopReport;
import io.noisystudent.launcher.stack.Addresses;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows where a running pipeline stands. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show generations, lag and current teacher of a running pipeline.")
final class StatusCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--registry", paramLabel = "URL", description = "Default: the one of the local pipeline.")
    private @Nullable URI registry;

    @Mixin
    private PipelineOption pipeline = new PipelineOption();

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private HomeOption home = new HomeOption();

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        URI address = registry == null ? URI.create(Addresses.read(home.home()).registry()) : registry;
        terminal.text(LoopReport.of(pipeline.pipeline(home.home()), kafka.client(home.home()), address));
        return 0;
    }
}
