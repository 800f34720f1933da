package io.noisystudent.embedded.objectstore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * As much of AWS's language of policies as the pipeline's need: statements that allow actions on resources, and the
 * condition {@code StringLike} on {@code s3:prefix}. What is not understood is refused, not passed over.
 */
record Policy(List<Statement> statements) {
    private static final String ARN = "arn:aws:s3:::";

    /** @param prefixes patterns for the prefix of a list; null if it does not matter */
    record Statement(
            Set<String> actions,
            List<Pattern> resources,
            @Nullable List<Pattern> prefixes) {}

    static Policy read(Path file) {
        List<Statement> statements = new ArrayList<>();
        for (JsonNode statement : new ObjectMapper().readTree(file.toFile()).get("Statement")) {
            requireKnown(statement, file, "Sid", "Effect", "Action", "Resource", "Condition");
            if (!statement.path("Effect").asString("").equals("Allow")) {
                throw new IllegalArgumentException(file + ": only statements that allow are understood");
            }
            statements.add(new Statement(
                    new HashSet<>(texts(statement.get("Action"))),
                    patterns(statement.get("Resource")),
                    prefixes(statement.get("Condition"), file)));
        }
        return new Policy(statements);
    }

    /** Whether the action is allowed on a bucket or on {@code bucket/key}. */
    boolean allows(String action, String resource) {
        return allows(action, resource, null);
    }

    /** Whether the bucket may be listed below a prefix; null where none is asked for. */
    boolean allows(String action, String resource, @Nullable String prefix) {
        return statements.stream()
                .filter(statement -> statement.actions().contains(action))
                .filter(statement -> matches(statement.resources(), ARN + resource))
                .anyMatch(statement ->
                        statement.prefixes() == null || (prefix != null && matches(statement.prefixes(), prefix)));
    }

    private static @Nullable List<Pattern> prefixes(@Nullable JsonNode condition, Path file) {
        if (condition == null) {
            return null;
        }
        requireKnown(condition, file, "StringLike");
        requireKnown(condition.get("StringLike"), file, "s3:prefix");
        return patterns(condition.at("/StringLike/s3:prefix"));
    }

    private static void requireKnown(JsonNode object, Path file, String... names) {
        if (!Set.of(names).containsAll(object.propertyNames())) {
            throw new IllegalArgumentException(file + ": one of " + object.propertyNames() + " is not understood");
        }
    }

    private static List<Pattern> patterns(JsonNode node) {
        return texts(node).stream().map(Policy::pattern).toList();
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"), Pattern.DOTALL);
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isString()) {
            texts.add(node.asString());
        } else {
            node.forEach(element -> texts.add(element.asString()));
        }
        return texts;
    }

    private static boolean matches(List<Pattern> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(text).matches());
    }
}
