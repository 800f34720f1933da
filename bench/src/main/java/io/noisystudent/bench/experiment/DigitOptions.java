package io.noisystudent.bench.experiment;

import io.noisystudent.learning.training.LabeledSamples;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The files of experiments on digits. */
final class DigitOptions {
    @Parameters(
            paramLabel = "DIR",
            description = "Directory of PREFIX-images-idx3-ubyte.gz and PREFIX-labels-idx1-ubyte.gz.")
    private Path directory = Path.of("");

    @Option(names = "--prefix", defaultValue = "t10k", description = "Of the file names; default ${DEFAULT-VALUE}.")
    private String prefix = "";

    LabeledSamples read() {
        return IdxFiles.read(directory, prefix);
    }
}
