package io.noisystudent.networks.combine;

import io.noisystudent.networks.graph.Graph;

import static java.util.Objects.requireNonNull;

/**
 * A network of an ensemble.
 *
 * @param name unique in the ensemble; its values and nodes carry it in front
 * @param graph with the served signature
 */
public record EnsembleMember(String name, Graph graph) {
    public EnsembleMember {
        requireNonNull(name, "name is null");
        requireNonNull(graph, "graph is null");
    }
}
