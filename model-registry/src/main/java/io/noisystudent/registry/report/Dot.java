package io.noisystudent.registry.report;

import java.util.stream.Collectors;

/** A lineage graph in the language of Graphviz. */
public final class Dot {
    private Dot() {}

    public static String of(LineageGraph graph) {
        String nodes = graph.nodes().stream()
                .map(node -> "  " + quoted(node.id()) + " [label=" + quoted(node.label()) + ", shape="
                        + shape(node.kind()) + "];\n")
                .collect(Collectors.joining());
        String edges = graph.edges().stream()
                .map(edge -> "  " + quoted(edge.from()) + " -> " + quoted(edge.to()) + " [label=" + quoted(edge.role())
                        + "];\n")
                .collect(Collectors.joining());
        return "digraph lineage {\n  rankdir=LR;\n" + nodes + edges + "}\n";
    }

    private static String shape(LineageGraph.Kind kind) {
        return switch (kind) {
            case VERSION -> "box";
            case DATA -> "cylinder";
            case RECIPE -> "note";
            case UNKNOWN -> "plaintext";
        };
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + "\"";
    }
}
