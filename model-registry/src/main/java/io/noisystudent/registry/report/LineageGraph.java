package io.noisystudent.registry.report;

import java.util.List;
import java.util.Map;

import static java.util.Objects.requireNonNull;

/**
 * What a version was made from, and what that was made from: versions, data and recipes, with an edge from each cause to
 * its effect.
 *
 * @param complete false if there are ancestors beyond the depth that was asked for
 */
public record LineageGraph(List<Node> nodes, List<Edge> edges, boolean complete) {
    public LineageGraph {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }

    /** What a node stands for; {@code UNKNOWN} is a version that this registry does not have. */
    public enum Kind {
        VERSION,
        DATA,
        RECIPE,
        UNKNOWN
    }

    /**
     * A version, a set of log ranges of one topic, or a recipe.
     *
     * @param id unique in the graph
     * @param label one line for a person
     */
    public record Node(String id, Kind kind, String label, Map<String, String> attributes) {
        public Node {
            requireNonNull(id, "id is null");
            attributes = Map.copyOf(attributes);
        }
    }

    /**
     * A cause of a version.
     *
     * @param role of the cause: teacher, start (the version with whose weights a control begins), member (of an ensemble),
     *     labeled, unlabeled, pseudo-labels or recipe
     */
    public record Edge(String from, String to, String role) {}
}
