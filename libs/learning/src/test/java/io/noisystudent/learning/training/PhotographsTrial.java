package io.noisystudent.learning.training;

import io.noisystudent.learning.torch.Precision;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.sample.ContentType;
import io.noisystudent.vision.decode.ImageDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Self-training on JPEG files: run it by hand with a directory of {@code train/CLASS/*.jpg} and
 * {@code test/CLASS/*.jpg}, a {@code pipeline.yaml}, how many images of each class are labeled, and a seed. All other
 * images of {@code train} are the unlabeled ones. It trains in the precision that is faster on this machine, as the
 * trainer does.
 */
final class PhotographsTrial {
    private PhotographsTrial() {}

    public static void main(String[] arguments) {
        Path data = Path.of(arguments[0]);
        PipelineConfig pipeline = PipelineConfigReader.read(Path.of(arguments[1]));
        int labelsPerClass = Integer.parseInt(arguments[2]);
        long seed = Long.parseLong(arguments[3]);
        List<List<Path>> train = filesByClass(data.resolve("train"));
        Random random = new Random(seed);
        train.forEach(files -> Collections.shuffle(files, random));
        ImageShape shape = pipeline.image();
        SelfTraining loop = new SelfTraining(
                read(train, shape, 0, labelsPerClass),
                read(train, shape, labelsPerClass, Integer.MAX_VALUE),
                read(filesByClass(data.resolve("test")), shape, 0, Integer.MAX_VALUE),
                train.size(),
                pipeline,
                new TrainingOptions(seed, Runtime.getRuntime().availableProcessors(), 1, Precision.AUTO));
        SelfTrainingTrial.run(loop, pipeline);
    }

    private static List<List<Path>> filesByClass(Path folder) {
        return list(folder).stream().map(PhotographsTrial::list).toList();
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return new ArrayList<>(children.sorted().toList());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    private static LabeledSamples read(List<List<Path>> classes, ImageShape shape, int from, int to) {
        List<List<Path>> taken = classes.stream()
                .map(files -> files.subList(Math.min(from, files.size()), Math.min(to, files.size())))
                .toList();
        int count = taken.stream().mapToInt(List::size).sum();
        ByteBuffer pixels = ByteBuffer.allocate(count * shape.bytes());
        try (ImageDecoder decoder = new ImageDecoder(shape)) {
            taken.stream().flatMap(List::stream).forEach(file -> decoder.open(bytes(file), ContentType.JPEG)
                    .decode(0, pixels));
        }
        int[] labels = IntStream.range(0, taken.size())
                .flatMap(label -> taken.get(label).stream().mapToInt(file -> label))
                .toArray();
        return new LabeledSamples(new InMemorySamples(shape, pixels.flip()), labels);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
