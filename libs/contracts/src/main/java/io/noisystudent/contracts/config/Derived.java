package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.Noise.RandomResizedCrop;
import io.noisystudent.contracts.config.Phases.TrainResolution;
import io.noisystudent.contracts.config.Recipe.Algorithm;
import java.util.List;
import java.util.OptionalLong;

/** Defaults and upper limits that depend on other keys. */
enum Derived {
    /** Neither does. */
    NOTHING("", "") {
        @Override
        Object value(Reading keys) {
            throw new IllegalStateException("nothing is derived");
        }
    },
    /** Each algorithm has its own scale of rates; RMSProp's is the reference's, in proportion to the batch. */
    LEARNING_RATE("0.05; adamw 0.001; rmsprop 0.016 per 256 of `batch-size`", "") {
        @Override
        Object value(Reading keys) {
            return switch (keys.get("optimizer", Algorithm.class)) {
                case SGD -> 0.05;
                case ADAMW -> 0.001;
                case RMSPROP -> 0.016 * keys.get("batch-size", Integer.class) / 256;
            };
        }
    },
    WEIGHT_DECAY("0.0005; adamw 0.01; rmsprop 0.00001", "") {
        @Override
        Object value(Reading keys) {
            return switch (keys.get("optimizer", Algorithm.class)) {
                case SGD -> 0.0005;
                case ADAMW -> 0.01;
                case RMSPROP -> 0.00001;
            };
        }
    },
    EMPTY_CLASSES("a fifth of the classes", "one less than classes") {
        @Override
        Object value(Reading keys) {
            return classes(keys) / 5;
        }

        @Override
        OptionalLong most(Reading keys) {
            return OptionalLong.of(Math.max(0, classes(keys) - 1));
        }
    },
    TRAINING_SIZE("three quarters of the shorter side", "the shorter side") {
        @Override
        Object value(Reading keys) {
            return Math.max(1, shorterSide(keys.get("image", ImageShape.class)) * 3 / 4);
        }

        @Override
        OptionalLong most(Reading keys) {
            return OptionalLong.of(shorterSide(keys.get("image", ImageShape.class)));
        }
    },
    CROP("an eighth of the shorter side; 0 with `random-resized-crop`", "one less than the shorter side") {
        @Override
        Object value(Reading keys) {
            boolean isCropped =
                    keys.find("random-resized-crop", RandomResizedCrop.class).isPresent();
            return isCropped ? 0 : shorterSide(trainingImage(keys)) / 8;
        }

        @Override
        OptionalLong most(Reading keys) {
            return OptionalLong.of(shorterSide(trainingImage(keys)) - 1);
        }
    },
    CUTOUT("a quarter of the shorter side", "the longer side") {
        @Override
        Object value(Reading keys) {
            return shorterSide(trainingImage(keys)) / 4;
        }

        @Override
        OptionalLong most(Reading keys) {
            ImageShape image = trainingImage(keys);
            return OptionalLong.of(Math.max(image.height(), image.width()));
        }
    };

    private final String valueText;
    private final String mostText;

    Derived(String valueText, String mostText) {
        this.valueText = valueText;
        this.mostText = mostText;
    }

    /** The default, for {@code docs/pipeline.md}. */
    String valueText() {
        return valueText;
    }

    /** The largest value, for {@code docs/pipeline.md}; empty if it is derived from nothing. */
    String mostText() {
        return mostText;
    }

    /** The default, for the section that is read. */
    abstract Object value(Reading keys);

    /** The largest value, if it is derived. */
    OptionalLong most(Reading keys) {
        return OptionalLong.empty();
    }

    private static int classes(Reading keys) {
        return keys.get("classes", List.class).size();
    }

    private static ImageShape trainingImage(Reading keys) {
        ImageShape image = keys.get("image", ImageShape.class);
        return keys.find("train-resolution", TrainResolution.class)
                .map(resolution -> resolution.shape(image))
                .orElse(image);
    }

    private static int shorterSide(ImageShape image) {
        return Math.min(image.height(), image.width());
    }
}
