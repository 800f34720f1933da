package io.noisystudent.bench.images;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.sample.ContentType;
import io.noisystudent.learning.training.InMemorySamples;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.vision.decode.ImageDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** JPEG files in a directory with one folder per class. */
public final class Photographs {
    private Photographs() {}

    /** A few files of each of the first ten classes. */
    public static LabeledSamples read(Path directory, ImageShape shape, int perClass) throws IOException {
        return read(
                filesByClass(directory).stream()
                        .limit(Pictures.CLASSES)
                        .map(files -> files.subList(0, Math.min(perClass, files.size())))
                        .toList(),
                shape);
    }

    /** The files of each folder, both in the order of their names. */
    public static List<List<Path>> filesByClass(Path directory) throws IOException {
        List<List<Path>> classes = new ArrayList<>();
        for (Path folder : list(directory)) {
            if (Files.isDirectory(folder)) {
                classes.add(list(folder).stream().filter(Files::isRegularFile).toList());
            }
        }
        return classes;
    }

    /** Decodes all files; the label of a file is the position of its class in the list. */
    public static LabeledSamples read(List<List<Path>> classes, ImageShape shape) throws IOException {
        int count = classes.stream().mapToInt(List::size).sum();
        ByteBuffer pixels = ByteBuffer.allocateDirect(Math.multiplyExact(count, shape.bytes()));
        int[] labels = new int[count];
        int row = 0;
        try (ImageDecoder decoder = new ImageDecoder(shape, Resize.CROP)) {
            for (int label = 0; label < classes.size(); label++) {
                for (Path file : classes.get(label)) {
                    decoder.open(Files.readAllBytes(file), ContentType.JPEG).decode(0, pixels);
                    labels[row++] = label;
                }
            }
        }
        return new LabeledSamples(new InMemorySamples(shape, pixels.flip()), labels);
    }

    /** Invented ones, whose labels mean nothing. */
    public static LabeledSamples invented(ImageShape shape, int count) {
        return inTurns(shape, Pictures.pixels(shape, count, 1));
    }

    /** Invented ones that a network can tell apart; other seeds give other images of the same classes. */
    public static LabeledSamples distinguishable(ImageShape shape, int count, long seed) {
        return inTurns(shape, Pictures.ofClasses(shape, count, seed));
    }

    private static LabeledSamples inTurns(ImageShape shape, ByteBuffer pixels) {
        InMemorySamples images = new InMemorySamples(shape, pixels);
        int[] labels =
                IntStream.range(0, images.size()).map(i -> i % Pictures.CLASSES).toArray();
        return new LabeledSamples(images, labels);
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }
}
