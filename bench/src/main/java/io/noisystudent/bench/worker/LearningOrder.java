package io.noisystudent.bench.worker;

import io.noisystudent.bench.images.PhotographFiles;
import io.noisystudent.bench.images.Photographs;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.training.LabeledSamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a worker is to learn, in the words of a line.
 *
 * @param training with the network, the arithmetic, the device and the threads; its batch and its steps do not count
 * @param labelsPerClass labeled images of each class, all others are unlabeled
 * @param heldOutPerClass unlabeled ones of each class that are validation images instead
 * @param seconds that all trainings together may take
 * @param images directory with {@code train/CLASS/*.jpg} and {@code test/CLASS/*.jpg}; none takes invented images
 */
public record LearningOrder(
        TrainingOrder training, int labelsPerClass, int heldOutPerClass, double seconds, Optional<Path> images) {
    private static final int INVENTED_UNLABELED = 8;
    /** Numbers of the answer before its curve: accuracies of teacher and student, and the share of labels that are right. */
    public static final int RESULTS = 3;

    /** Numbers of the answer for a point of the curve: 0 for the teacher or 1, seconds, steps, accuracy. */
    public static final int POINT = 4;

    private static final String NONE = "-";

    static LearningOrder of(List<String> words) {
        String images = words.get(TrainingOrder.WORDS + 3);
        return new LearningOrder(
                TrainingOrder.of(words),
                Integer.parseInt(words.get(TrainingOrder.WORDS)),
                Integer.parseInt(words.get(TrainingOrder.WORDS + 1)),
                Double.parseDouble(words.get(TrainingOrder.WORDS + 2)),
                images.equals(NONE)
                        ? Optional.empty()
                        : Optional.of(Path.of(URLDecoder.decode(images, StandardCharsets.UTF_8))));
    }

    /** What {@link #of} reads. */
    public List<Object> words() {
        List<Object> words = new ArrayList<>(training.words());
        words.addAll(List.of(labelsPerClass, heldOutPerClass, seconds));
        words.add(images.map(path -> URLEncoder.encode(path.toString(), StandardCharsets.UTF_8))
                .orElse(NONE));
        return words;
    }

    /**
     * What is learned from.
     *
     * @param unlabeled with labels that only statistics see
     */
    record Images(
            LabeledSamples labeled,
            LabeledSamples unlabeled,
            LabeledSamples validation,
            LabeledSamples test,
            int classes) {}

    /** The images, read or invented. */
    Images read() {
        try {
            return images.isPresent() ? read(images.get(), training.shape()) : invented(training.shape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Images read(Path directory, ImageShape shape) throws IOException {
        PhotographFiles files = PhotographFiles.of(directory.resolve("train"), labelsPerClass, heldOutPerClass, 1);
        return new Images(
                Photographs.read(files.labeled(), shape),
                Photographs.read(files.unlabeled(), shape),
                Photographs.read(files.validation(), shape),
                Photographs.read(Photographs.filesByClass(directory.resolve("test")), shape),
                files.labeled().size());
    }

    private Images invented(ImageShape shape) {
        int labeled = labelsPerClass * Pictures.CLASSES;
        int heldOut = heldOutPerClass * Pictures.CLASSES;
        return new Images(
                Photographs.distinguishable(shape, labeled, 1),
                Photographs.distinguishable(shape, INVENTED_UNLABELED * labeled, 2),
                Photographs.distinguishable(shape, heldOut, 3),
                Photographs.distinguishable(shape, heldOut, 4),
                Pictures.CLASSES);
    }
}
