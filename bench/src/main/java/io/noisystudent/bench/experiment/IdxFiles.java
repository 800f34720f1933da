package io.noisystudent.bench.experiment;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.training.InMemorySamples;
import io.noisystudent.learning.training.LabeledSamples;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/** Digits in the gzipped IDX format of the MNIST data set. */
final class IdxFiles {
    private IdxFiles() {}

    /** Images and labels whose files are named {@code PREFIX-images-idx3-ubyte.gz} and so on. */
    static LabeledSamples read(Path directory, String prefix) {
        try (DataInputStream images = open(directory.resolve(prefix + "-images-idx3-ubyte.gz"));
                DataInputStream labels = open(directory.resolve(prefix + "-labels-idx1-ubyte.gz"))) {
            images.readInt();
            int count = images.readInt();
            ImageShape shape = new ImageShape(images.readInt(), images.readInt(), 1);
            labels.readLong();
            byte[] classes = labels.readAllBytes();
            ByteBuffer pixels = ByteBuffer.wrap(images.readNBytes(count * shape.bytes()));
            return new LabeledSamples(
                    new InMemorySamples(shape, pixels),
                    IntStream.range(0, count).map(i -> classes[i]).toArray());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + prefix + " in " + directory, e);
        }
    }

    /** Some of the samples, in this order. */
    static LabeledSamples subset(LabeledSamples all, int[] indices) {
        ImageShape shape = all.images().shape();
        ByteBuffer pixels = ByteBuffer.allocate(indices.length * shape.bytes());
        for (int index : indices) {
            all.images().read(index, pixels);
        }
        return new LabeledSamples(
                new InMemorySamples(shape, pixels.flip()),
                IntStream.of(indices).map(i -> all.labels()[i]).toArray());
    }

    private static DataInputStream open(Path file) throws IOException {
        InputStream stream = Files.newInputStream(file);
        return new DataInputStream(new GZIPInputStream(stream));
    }
}
