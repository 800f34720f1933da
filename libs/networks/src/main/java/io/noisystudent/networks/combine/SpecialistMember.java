package io.noisystudent.networks.combine;

import io.noisystudent.networks.graph.Graph;
import java.util.List;
import java.util.stream.IntStream;

import static java.util.Objects.requireNonNull;

/**
 * A network that knows some of the classes, and calls all others by one name, the dustbin.
 *
 * @param name unique among the members; its values and nodes carry it in front
 * @param graph with the served signature, whose outputs are those classes in this order, and then the dustbin
 * @param classes that it knows, as ascending positions among all classes
 * @param dustbinCorrection what is added to the logit of the dustbin: the logarithm of the factor by which images of
 *     {@code classes} were over-sampled against the others in its training
 */
public record SpecialistMember(String name, Graph graph, List<Integer> classes, double dustbinCorrection) {
    public SpecialistMember {
        requireNonNull(name, "name is null");
        requireNonNull(graph, "graph is null");
        classes = List.copyOf(classes);
        List<Integer> given = classes;
        boolean ascends = IntStream.range(1, given.size()).allMatch(i -> given.get(i - 1) < given.get(i));
        if (given.isEmpty() || given.get(0) < 0 || !ascends) {
            throw new IllegalArgumentException("classes of " + name + " are " + given + "; give ascending positions");
        }
        if (!Double.isFinite(dustbinCorrection)) {
            throw new IllegalArgumentException("the dustbin of " + name + " is corrected by " + dustbinCorrection
                    + "; give the logarithm of a positive number");
        }
    }

    EnsembleMember asMember() {
        return new EnsembleMember(name, graph);
    }
}
