package io.noisystudent.bench.experiment;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Networks in a directory: one that is there is not made again, so that an experiment goes on where it was stopped.
 *
 * @param settings of which all of them are a function; other settings have other files
 */
record KeptNetworks(Path directory, String settings) {
    Graph of(String name, Supplier<Graph> making) {
        Path file = directory.resolve(name + "-" + HexFormat.of().toHexDigits(settings.hashCode()) + ".onnx");
        try {
            if (Files.exists(file)) {
                return OnnxReader.read(file);
            }
            Graph made = making.get();
            Files.createDirectories(directory);
            // A command that is killed leaves no half of a network.
            Path beside = Files.createTempFile(directory, name, ".part");
            Files.write(beside, OnnxWriter.write(made));
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep " + name + " in " + directory, e);
        }
    }
}
