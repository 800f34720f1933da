package io.noisystudent.bench;

import io.noisystudent.bench.images.Pictures;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.sample.ContentType;
import io.noisystudent.learning.training.InMemorySamples;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.vision.decode.EncodedSamples;
import io.noisystudent.vision.decode.ImageDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A few JPEG files of each of the first ten folders of a directory, one folder per class. */
final class Photographs {
    private Photographs() {}

    static LabeledSamples read(Path directory, ImageShape shape, int perClass) throws IOException {
        List<Path> folders = first(directory, Files::isDirectory, Pictures.CLASSES);
        ByteBuffer pixels = ByteBuffer.allocateDirect(folders.size() * perClass * shape.bytes());
        List<Integer> labels = new ArrayList<>();
        try (ImageDecoder decoder = new ImageDecoder(shape)) {
            for (int label = 0; label < folders.size(); label++) {
                for (Path file : first(folders.get(label), Files::isRegularFile, perClass)) {
                    EncodedSamples samples = decoder.open(Files.readAllBytes(file), ContentType.JPEG);
                    samples.decode(0, pixels);
                    labels.add(label);
                }
            }
        }
        return new LabeledSamples(
                new InMemorySamples(shape, pixels.flip()),
                labels.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Invented ones, of two kinds that a network can tell apart. */
    static LabeledSamples invented(ImageShape shape, int count) {
        return new LabeledSamples(
                new InMemorySamples(shape, Pictures.pixels(shape, count, 1)),
                IntStream.range(0, count).map(i -> i % Pictures.CLASSES).toArray());
    }

    private static List<Path> first(Path directory, Predicate<Path> wanted, int count) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(wanted).sorted().limit(count).toList();
        }
    }
}
