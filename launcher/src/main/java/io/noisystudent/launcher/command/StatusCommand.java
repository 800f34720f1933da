package io.noisystudent.launcher.command;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.demo.LoopReport;
import io.noisystudent.launcher.stack.Addresses;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.launcher.stack.PipelineFile;
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
    private HomeOption home = new HomeOption();

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Home directory = home.home();
        Addresses addresses = Addresses.read(directory);
        PipelineConfig pipeline = PipelineFile.parse(PipelineFile.read(directory.pipelineFile()), "pipeline.yaml");
        terminal.text(LoopReport.of(pipeline, addresses));
        return 0;
    }
}
