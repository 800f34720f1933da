package io.noisystudent.registry.mlflow;

import java.util.Locale;

/**
 * MLflow's names as names of this registry: capitals become small letters, and blanks become hyphens. So {@code My Model}
 * and {@code my-model} are one model; answers show the name under which it was made.
 */
final class MlflowNames {
    private MlflowNames() {}

    /** The name of a model; it is checked where it is used. */
    static String model(String given) {
        return alias(given).replace(' ', '-');
    }

    /** The name of an alias; it is checked where it is used. */
    static String alias(String given) {
        return given.toLowerCase(Locale.ROOT);
    }
}
