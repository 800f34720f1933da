package io.noisystudent.contracts.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** One map of the file. The keys that were asked for are the known ones. */
final class Section {
    private final String path;
    private final ConfigProblems problems;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    /** The section in {@code node}; empty if it is null. */
    Section(String path, @Nullable Node node, ConfigProblems problems) {
        this.path = path;
        this.problems = problems;
        if (node instanceof MappingNode map) {
            map.getValue().forEach(this::put);
        } else if (node != null && new Scalar(path, node, problems).text() != null) {
            new Scalar(path, node, problems).refuse("keys with values");
        } else if (node instanceof SequenceNode) {
            new Scalar(path, node, problems).refuse("keys with values, not a list");
        }
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    ConfigProblems problems() {
        return problems;
    }

    boolean has(String key) {
        known.add(key);
        return values.containsKey(key);
    }

    /** The value as it is written. */
    Optional<Scalar> scalar(String key) {
        known.add(key);
        Node node = values.get(key);
        return node == null ? Optional.empty() : Optional.of(new Scalar(path(key), node, problems));
    }

    Section section(String key) {
        known.add(key);
        return new Section(path(key), values.get(key), problems);
    }

    /** The only key of this section, for lists of named things; null if there is not exactly one. */
    @Nullable
    String onlyKey() {
        return keys.size() == 1 ? keys.keySet().iterator().next() : null;
    }

    /** Notes every key that was not read; call it last. */
    void refuseOthers() {
        for (Map.Entry<String, Node> key : keys.entrySet()) {
            if (!known.contains(key.getKey())) {
                String hint = NearestName.of(key.getKey(), known)
                        .map(name -> "did you mean '" + name + "'?")
                        .orElse(known.isEmpty() ? "none is known here" : "known here: " + String.join(", ", known));
                problems.add(path(key.getKey()) + " (line " + ConfigProblems.line(key.getValue()) + "): unknown key; "
                        + hint);
            }
        }
    }

    private void put(NodeTuple entry) {
        Node key = entry.getKeyNode();
        if (!(key instanceof ScalarNode name)) {
            problems.add(path + " (line " + ConfigProblems.line(key) + "): a key must be a word");
        } else if (keys.put(name.getValue(), key) != null) {
            problems.add(path(name.getValue()) + " (line " + ConfigProblems.line(key) + "): the key is given twice");
        } else {
            values.put(name.getValue(), entry.getValueNode());
        }
    }
}
