package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.Recipe.Algorithm;
import io.noisystudent.contracts.config.Recipe.Objective;
import io.noisystudent.contracts.config.Recipe.Optimizer;
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
        Recipe read = new Recipe(
                network,
                epochs,
                steps,
                batchSize,
                recipe.integer("unlabeled-ratio", 4, 1, 1024),
                objective(recipe),
                optimizer(recipe, batchSize),
                NoiseSection.read(recipe, image),
                recipe.number("moving-average-decay", 0.99, "[0, 1)"));
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
        if (!knownNetwork.test(name)) {
            given.get().refuse("a network that can be built: this one is unknown");
        }
        return name;
    }

    private static Objective objective(Section recipe) {
        return new Objective(
                recipe.choice("labels", Labels.SOFT, List.of(Labels.values())) == Labels.SOFT,
                recipe.number("temperature", 1, "(0, 100]"),
                recipe.number("label-smoothing", 0.1, "[0, 1)"),
                numberOr("auto", recipe, "unlabeled-weight", "[0, 1000]"));
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
                numberOr("none", recipe, "clip-norm", "(0, 1000000]"));
    }
}
