package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.Recipe.Algorithm;
import io.noisystudent.contracts.config.Recipe.FineTuning;
import io.noisystudent.contracts.config.Recipe.Objective;
import io.noisystudent.contracts.config.Recipe.OnlineLabels;
import io.noisystudent.contracts.config.Recipe.Optimizer;
import io.noisystudent.contracts.config.Recipe.Phases;
import io.noisystudent.contracts.config.Recipe.TrainResolution;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One entry of {@code recipes}. */
final class RecipeSection {
    private static final int MOST_STEPS = 100_000_000;
    private static final String A_NETWORK = "the name of a network, for example wrn-10-1";

    private enum Labels {
        SOFT,
        HARD
    }

    private RecipeSection() {}

    static Recipe read(Section recipe, ImageShape image, Predicate<String> knownNetwork) {
        String network = network(recipe, knownNetwork);
        int epochs = recipe.integer("epochs", 0, 1, 1_000_000);
        int steps = recipe.integer("steps", 0, 1, MOST_STEPS);
        if (recipe.has("epochs") == recipe.has("steps")) {
            recipe.problems()
                    .add(recipe.path("epochs") + ": give either epochs or steps, "
                            + (recipe.has("epochs") ? "not both" : "neither is there"));
        }
        int batchSize = recipe.integer("batch-size", 64, 1, 65_536);
        FineTuning fineTuning = fineTuning(recipe);
        TrainResolution resolution = trainResolution(recipe, image);
        requireTimeToLearn(recipe, fineTuning, resolution);
        Recipe read = new Recipe(
                network,
                epochs,
                steps,
                batchSize,
                recipe.integer("unlabeled-ratio", 4, 1, 1024),
                objective(recipe),
                optimizer(recipe, batchSize),
                NoiseSection.read(recipe, resolution == null ? image : resolution.shape(image)),
                recipe.number("moving-average-decay", 0.99, "[0, 1)"),
                new Phases(fineTuning, resolution));
        recipe.refuseOthers();
        return read;
    }

    private static String network(Section recipe, Predicate<String> knownNetwork) {
        Optional<Scalar> given = recipe.scalar("network");
        if (given.isEmpty()) {
            recipe.problems().missing(recipe.path("network"), A_NETWORK);
            return "";
        }
        String name = given.get().text();
        if (name == null || name.isBlank()) {
            given.get().refuse(A_NETWORK);
            return "";
        }
        if (!name.equals(Recipe.TEACHERS_NETWORK) && !knownNetwork.test(name)) {
            given.get().refuse("a network that can be built: this one is unknown");
        }
        return name;
    }

    private static Objective objective(Section recipe) {
        return new Objective(
                recipe.choice("labels", Labels.SOFT, List.of(Labels.values())) == Labels.SOFT,
                recipe.number("temperature", 1, "(0, 100]"),
                recipe.number("label-smoothing", 0.1, "[0, 1)"),
                numberOr("auto", recipe, "unlabeled-weight", "[0, 1000]"),
                recipe.number("fairness", 0, "[0, 1000]"),
                onlineLabels(recipe));
    }

    private static @Nullable OnlineLabels onlineLabels(Section recipe) {
        if (isAbsent(recipe, "online-labels")) {
            return null;
        }
        Section section = recipe.section("online-labels");
        OnlineLabels read = new OnlineLabels(section.number("min-confidence", 0, "[0, 1)"));
        section.refuseOthers();
        return read;
    }

    private static @Nullable FineTuning fineTuning(Section recipe) {
        if (isAbsent(recipe, "fine-tuning")) {
            return null;
        }
        Section section = recipe.section("fine-tuning");
        FineTuning read = new FineTuning(
                section.number("share", 0.1, "(0, 1)"), section.number("learning-rate", 0.005, "(0, 100]"));
        section.refuseOthers();
        return read;
    }

    private static @Nullable TrainResolution trainResolution(Section recipe, ImageShape image) {
        if (isAbsent(recipe, "train-resolution")) {
            return null;
        }
        Section section = recipe.section("train-resolution");
        int side = Math.min(image.height(), image.width());
        TrainResolution read = new TrainResolution(
                section.integer("size", Math.max(1, side * 3 / 4), 1, side),
                section.number("share", 0.1, "(0, 1)"),
                section.number("learning-rate", 0.005, "(0, 100]"));
        section.refuseOthers();
        return read;
    }

    private static void requireTimeToLearn(
            Section recipe, @Nullable FineTuning fineTuning, @Nullable TrainResolution resolution) {
        if (fineTuning != null && resolution != null && fineTuning.share() + resolution.share() >= 1) {
            recipe.problems()
                    .add(recipe.path("fine-tuning") + ".share: is " + fineTuning.share() + ", and "
                            + recipe.path("train-resolution") + ".share is " + resolution.share()
                            + "; together they must be below 1, the rest is the training before");
        }
    }

    /** Neither there nor {@code none}: such a section is a choice, and nothing of it is the default. */
    private static boolean isAbsent(Section recipe, String key) {
        return !recipe.has(key)
                || recipe.scalar(key).filter(value -> value.isOneOf("none")).isPresent();
    }

    /** Null for the word and without the key. */
    private static @Nullable Double numberOr(String word, Section recipe, String key, String allowed) {
        Optional<Scalar> given = recipe.scalar(key).filter(value -> !value.isOneOf(word));
        return given.isEmpty() ? null : (Double) given.get().number(1, Interval.of(allowed));
    }

    /** Each algorithm has its own scale of rates; RMSProp's is the reference's, in proportion to the batch. */
    private static Optimizer optimizer(Section recipe, int batchSize) {
        Algorithm algorithm = recipe.choice("optimizer", Algorithm.SGD, List.of(Algorithm.values()));
        double rate =
                switch (algorithm) {
                    case SGD -> 0.05;
                    case ADAMW -> 0.001;
                    case RMSPROP -> 0.016 * batchSize / 256;
                };
        double decay =
                switch (algorithm) {
                    case SGD -> 0.0005;
                    case ADAMW -> 0.01;
                    case RMSPROP -> 0.00001;
                };
        return new Optimizer(
                recipe.number("learning-rate", rate, "(0, 100]"),
                recipe.number("momentum", 0.9, "[0, 1)"),
                recipe.number("weight-decay", decay, "[0, 1]"),
                recipe.number("warmup", 0.05, "[0, 1)"),
                algorithm,
                ScheduleSection.read(recipe),
                numberOr("none", recipe, "clip-norm", "(0, 1000000]"),
                recipe.number("train-ratio", 1, "(0, 1000]"),
                recipe.flag("warm-start", false));
    }
}
