package io.noisystudent.registry.objects;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.regex.Pattern;

/** The names that clients may choose: they become parts of keys, so nothing else is let through. */
public final class Names {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final Pattern EVALUATION = Pattern.compile("[a-z0-9][a-z0-9._-]{0,126}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int SHOWN = 80;

    private Names() {}

    /** Whether a model or an alias may be called so. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** A model's name; {@code BAD_NAME} otherwise. */
    public static String model(String name) {
        return require(
                NAME, name, "model name", "1 to 63 characters a-z, 0-9, '.', '_', '-', the first a letter or digit");
    }

    /** An alias; {@code BAD_NAME} otherwise. */
    public static String alias(String name) {
        return require(NAME, name, "alias", "1 to 63 characters a-z, 0-9, '.', '_', '-', the first a letter or digit");
    }

    /** An evaluation's id; {@code BAD_NAME} otherwise. */
    public static String evaluation(String id) {
        return require(
                EVALUATION,
                id,
                "evaluation id",
                "1 to 127 characters a-z, 0-9, '.', '_', '-', the first a letter or digit");
    }

    /** The condition of an evaluation; {@code BAD_NAME} otherwise. */
    public static String condition(String name) {
        return require(
                NAME, name, "condition", "1 to 63 characters a-z, 0-9, '.', '_', '-', the first a letter or digit");
    }

    /** A digest; {@code BAD_NAME} otherwise. */
    public static String sha256(String digest) {
        return require(SHA256, digest, "sha256", "64 lower-case hexadecimal digits");
    }

    private static String require(Pattern pattern, String value, String what, String wanted) {
        if (!pattern.matcher(value).matches()) {
            String shown = value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value;
            throw new NoisyStudentException(ErrorCode.BAD_NAME, what, "'" + shown + "' must be " + wanted);
        }
        return value;
    }
}
