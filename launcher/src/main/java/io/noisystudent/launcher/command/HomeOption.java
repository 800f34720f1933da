package io.noisystudent.launcher.command;

import io.noisystudent.launcher.stack.Home;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which local pipeline a command means. */
final class HomeOption {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = ".noisy-student/pipeline",
            description = "Where the local pipeline keeps its data and logs (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of("");

    Home home() {
        return new Home(directory);
    }
}
