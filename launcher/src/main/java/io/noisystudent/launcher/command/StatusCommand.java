package io.noisystudent.launcher.command;

import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.demo.LoopReport;
import io.noisystudent.launcher.teacher.LoopStatus;
import io.noisystudent.launcher.teacher.TeacherClient;
import io.noisystudent.registryclient.Registry;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows where a running pipeline stands. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show generations, lag, current teacher of a running pipeline, and what it waits for.")
final class StatusCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--teacher",
            paramLabel = "URL",
            description = "Address of teacher-service; default: the one of the local pipeline.")
    private @Nullable URI teacher;

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
        terminal.text(
                LoopReport.of(pipeline.pipeline(home.home()), kafka.client(home.home()), client, this::loopStatus));
        return 0;
    }

    private LoopStatus loopStatus() {
        URI service = TeacherOption.address(teacher, home.home());
        return new TeacherClient(service, Optional.empty(), registry.authorities()).status();
    }
}
