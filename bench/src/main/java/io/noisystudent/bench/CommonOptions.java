package io.noisystudent.bench;

import io.noisystudent.bench.worker.BenchWorkers;
import io.noisystudent.contracts.config.ImageShape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every measurement. */
final class CommonOptions {
    @Option(names = "--rounds", defaultValue = "9", description = "Measurements of each; default ${DEFAULT-VALUE}.")
    int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "90",
            description = "After which a comparison begins no more round; default ${DEFAULT-VALUE}.")
    double seconds;

    @Option(names = "--size", defaultValue = "32", description = "Side of the images; default ${DEFAULT-VALUE}.")
    int size;

    @Option(names = "--channels", defaultValue = "3", description = "1 or 3; default ${DEFAULT-VALUE}.")
    int channels;

    @Option(names = "--threads", description = "Threads of the arithmetic; default: all cores.")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--python",
            paramLabel = "PROGRAM",
            description =
                    "Interpreter with torch, timm, torchvision, pillow and opencv-python-headless; without it, or "
                            + "without one of them, what needs it is not measured.")
    @Nullable
    String python;

    ImageShape shape() {
        return new ImageShape(size, size, channels);
    }

    SideBySide sideBySide() {
        return new SideBySide(rounds, seconds);
    }

    BenchWorkers workers() {
        return new BenchWorkers(python);
    }

    /** The same for another command. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "--rounds=" + rounds,
                "--seconds=" + seconds,
                "--size=" + size,
                "--channels=" + channels,
                "--threads=" + threads));
        if (python != null) {
            arguments.add("--python=" + python);
        }
        return arguments;
    }
}
