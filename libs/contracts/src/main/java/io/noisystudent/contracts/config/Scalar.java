package io.noisystudent.contracts.config;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * One value of the file as it is written, so that {@code 007} stays a class name and {@code 1e-3} is a number, both
 * unlike in YAML 1.1.
 */
record Scalar(String path, Node node, Problems problems) {
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d[\\d_]{0,40}");
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(\\d[\\d_]*)?\\.?\\d+([eE][-+]?\\d{1,3})?|[-+]?\\d+\\.");
    private static final Map<String, Boolean> FLAGS =
            Map.of("true", true, "yes", true, "on", true, "false", false, "no", false, "off", false);

    /** The text; null if this is a list, a map or nothing. */
    @Nullable
    String text() {
        if (node instanceof ScalarNode scalar && !(isPlain() && isNull(scalar.getValue()))) {
            return scalar.getValue();
        }
        return null;
    }

    /** Whether this is one of the words, unquoted or not. */
    boolean isOneOf(String... words) {
        String text = text();
        if (text != null) {
            for (String word : words) {
                if (word.equalsIgnoreCase(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    long integer(long fallback, long low, long high) {
        OptionalLong value = whole();
        if (value.isPresent() && value.getAsLong() >= low && value.getAsLong() <= high) {
            return value.getAsLong();
        }
        refuse("a whole number" + (high == Long.MAX_VALUE ? "" : " from " + low + " to " + high));
        return fallback;
    }

    double number(double fallback, Interval allowed) {
        OptionalDouble value = decimal();
        if (value.isPresent() && allowed.contains(value.getAsDouble())) {
            return value.getAsDouble();
        }
        refuse("a number in " + allowed.text());
        return fallback;
    }

    boolean flag(boolean fallback) {
        String text = text();
        Boolean value = (text != null && isPlain()) ? FLAGS.get(text.toLowerCase(Locale.ROOT)) : null;
        if (value == null) {
            refuse("true or false");
            return fallback;
        }
        return value;
    }

    void refuse(String allowed) {
        problems.refuse(path, node, shown(), allowed);
    }

    private OptionalLong whole() {
        String text = text();
        if (text == null || !isPlain() || !WHOLE.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        BigInteger value = new BigInteger(text.replace("_", ""));
        return value.bitLength() < Long.SIZE ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
    }

    private OptionalDouble decimal() {
        String text = text();
        return text != null && isPlain() && DECIMAL.matcher(text).matches()
                ? OptionalDouble.of(Double.parseDouble(text.replace("_", "")))
                : OptionalDouble.empty();
    }

    private boolean isPlain() {
        return node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.PLAIN;
    }

    private static boolean isNull(String text) {
        return text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null");
    }

    private String shown() {
        String text = text();
        return text != null ? text : node instanceof ScalarNode ? "" : "a " + node.getNodeId();
    }
}
