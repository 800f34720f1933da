package io.noisystudent.bench.distillation;

import io.noisystudent.bench.images.PhotographFiles;
import io.noisystudent.bench.images.Photographs;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.training.LabeledSamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The images of a study, read when they are first asked for; fewer labeled images are the first of more. */
final class StudyImages {
    private static final int CHANNELS = 3;
    private static final int TEST_SEED = 2;
    private static final int VALIDATION_SEED = 3;

    private final Study study;
    private final ImageShape shape;
    private final Map<Integer, LabeledSamples> labeled = new HashMap<>();
    private @Nullable PhotographFiles files;
    private @Nullable LabeledSamples validation;
    private @Nullable LabeledSamples test;

    StudyImages(Study study) {
        this.study = study;
        shape = new ImageShape(study.side(), study.side(), CHANNELS);
    }

    ImageShape shape() {
        return shape;
    }

    int classes() {
        return study.images() == null
                ? Pictures.CLASSES
                : list(() -> files().labeled()).size();
    }

    private interface Listing {
        List<List<Path>> of() throws IOException;
    }

    private static List<List<Path>> list(Listing listing) {
        try {
            return listing.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LabeledSamples labeled(int perClass) {
        return labeled.computeIfAbsent(perClass, count -> samples(() -> files().labeled(), count, study.draw()));
    }

    LabeledSamples validation() {
        validation = validation == null
                ? samples(() -> files().validation(), study.validation(), study.draw() + VALIDATION_SEED)
                : validation;
        return validation;
    }

    LabeledSamples test() {
        test = test == null
                ? samples(
                        () -> Photographs.filesByClass(directory().resolve("test")),
                        study.test(),
                        study.draw() + TEST_SEED)
                : test;
        return test;
    }

    /** @param seed of invented ones */
    private LabeledSamples samples(Listing listing, int perClass, long seed) {
        if (study.images() == null) {
            return Photographs.distinguishable(shape, perClass * Pictures.CLASSES, seed);
        }
        try {
            return Photographs.read(
                    list(listing).stream()
                            .map(ofClass -> ofClass.subList(0, Math.min(perClass, ofClass.size())))
                            .toList(),
                    shape);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PhotographFiles files() throws IOException {
        files = files == null
                ? PhotographFiles.of(directory().resolve("train"), study.pool(), study.validation(), study.draw())
                : files;
        return files;
    }

    private Path directory() {
        return Path.of(String.valueOf(study.images()));
    }
}
