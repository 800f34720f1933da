package io.noisystudent.contracts.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What recipes have in common whose students see the same images in every step. */
public final class SharedBatches {
    private static final Map<String, Function<Recipe, Object>> KEYS = new LinkedHashMap<>();

    static {
        KEYS.put("epochs", Recipe::epochs);
        KEYS.put("steps", Recipe::steps);
        KEYS.put("train-ratio", recipe -> recipe.optimizer().trainRatio());
        KEYS.put("batch-size", Recipe::batchSize);
        KEYS.put("accumulate", recipe -> recipe.optimizer().parts());
        KEYS.put("unlabeled-ratio", Recipe::unlabeledRatio);
        KEYS.put("early-stopping", recipe -> Optional.ofNullable(recipe.earlyStopping()));
        KEYS.put("fine-tuning", recipe -> Optional.ofNullable(recipe.phases().fineTuning()));
        KEYS.put(
                "train-resolution",
                recipe -> Optional.ofNullable(recipe.phases().trainResolution()));
        KEYS.put("omit-classes", Recipe::omitted);
        KEYS.put("noise", recipe -> recipe.noise().ofImages());
    }

    private SharedBatches() {}

    /** The first key whose values would make other steps or other images; empty if there is none. */
    public static Optional<String> difference(Recipe one, Recipe other) {
        return KEYS.entrySet().stream()
                .filter(key -> !key.getValue().apply(one).equals(key.getValue().apply(other)))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
