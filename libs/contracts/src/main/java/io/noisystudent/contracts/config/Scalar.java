package io.noisystudent.contracts.config;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One value of the file as it is written, so that {@code 007} stays a class name and {@code 1e-3} is a number, both
 * unlike in YAML 1.1.
 */
record Scalar(String path, Node node, ConfigProblems problems) {
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d[\\d_]{0,40}");
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(\\d[\\d_]*)?\\.?\\d+([eE][-+]?\\d{1,3})?|[-+]?\\d+\\.");

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

    /** The entries of a list; empty if this is no list. */
    Optional<List<Scalar>> entries() {
        if (!(node instanceof SequenceNode list)) {
            return Optional.empty();
        }
        List<Node> nodes = list.getValue();
        return Optional.of(IntStream.range(0, nodes.size())
                .mapToObj(i -> new Scalar(path + "[" + i + "]", nodes.get(i), problems))
                .toList());
    }

    void refuse(String allowed) {
        problems.refuse(path, node, shown(), allowed);
    }

    /** The whole number; empty if this is no whole number. */
    OptionalLong whole() {
        String text = text();
        if (text == null || !isPlain() || !WHOLE.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        BigInteger value = new BigInteger(text.replace("_", ""));
        return value.bitLength() < Long.SIZE ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
    }

    /** The number; empty if this is no number. */
    OptionalDouble decimal() {
        String text = text();
        return text != null && isPlain() && DECIMAL.matcher(text).matches()
                ? OptionalDouble.of(Double.parseDouble(text.replace("_", "")))
                : OptionalDouble.empty();
    }

    /** Whether this is a scalar without quotes. */
    boolean isPlain() {
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
