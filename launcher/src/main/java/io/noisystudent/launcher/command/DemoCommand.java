package io.noisystudent.launcher.command;

import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.demo.Demo;
import io.noisystudent.launcher.demo.DemoSettings;
import io.noisystudent.launcher.stack.Home;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the whole loop on a local stack and shows it. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Run the whole loop on this machine: few labels in, better models out.")
final class DemoCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--once",
            description = "Exit when the last generation is decided; 0 only if a student was promoted.")
    private boolean once;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON too.")
    private @Nullable Path json;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Your own images: a folder or .tar[.gz] with train/<class>/* and test/<class>/*, or a folder "
                    + "of IDX files. Without it the program makes its own.")
    private @Nullable Path data;

    @Option(
            names = "--labels-per-class",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "How many labels the demo starts from; a fifth of them is for validation (default: ${DEFAULT-VALUE}).")
    private int labelsPerClass;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A pipeline.yaml to use instead of the built-in one.")
    private @Nullable Path config;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Of data, labels and trainings (default: 1, and what --config says for trainings).")
    private @Nullable Long seed;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = ".noisy-student/demo",
            description =
                    "Made by the demo, and emptied by the next one; keeps data and logs (default: ${DEFAULT-VALUE}).")
    private Path home = Path.of("");

    @Mixin
    private StackOptions stack = new StackOptions();

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        DemoSettings settings = new DemoSettings(data, labelsPerClass, config, seed, json, once, stack.gpu());
        return new Demo(terminal, settings, StackOptions.installation(), new Home(home), stack.ports()).run() ? 0 : 1;
    }
}
