package io.noisystudent.launcher.command;

import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.demo.LoopReport;
import io.noisystudent.registryclient.Registry;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows where a running pipeline stands. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show generations, lag and current teacher of a running pipeline.")
final class StatusCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private RegistryOption registry = new RegistryOption();

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
        Registry client = registry.client(home.home());
        terminal.text(LoopReport.of(pipeline.pipeline(home.home()), kafka.client(home.home()), client));
        return 0;
    }
}
