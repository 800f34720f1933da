package io.noisystudent.bench;

import io.noisystudent.contracts.config.ImageShape;
import picocli.CommandLine.Option;

/** What every measurement can be told. */
final class CommonOptions {
    @Option(names = "--rounds", defaultValue = "7", description = "Measurements of each; default ${DEFAULT-VALUE}.")
    int rounds;

    @Option(names = "--size", defaultValue = "32", description = "Side of the images; default ${DEFAULT-VALUE}.")
    int size;

    @Option(names = "--channels", defaultValue = "3", description = "1 or 3; default ${DEFAULT-VALUE}.")
    int channels;

    @Option(names = "--threads", description = "Threads of the arithmetic; default: all cores.")
    int threads = Runtime.getRuntime().availableProcessors();

    ImageShape shape() {
        return new ImageShape(size, size, channels);
    }
}
