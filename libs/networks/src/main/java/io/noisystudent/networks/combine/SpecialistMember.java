package io.noisystudent.networks.combine;

import io.noisystudent.networks.graph.Graph;
import java.util.List;
import java.util.stream.IntStream;

import static java.util.Objects.requireNonNull;

/**
 * A network that knows some of the classes, and calls all others by one name, the dustbin.
 *
 * @param name unique among the members; its values and nodes carry it in front
 * @param graph with the served signature
 * @param classes that it knows, as ascending positions among all classes
 * @param dustbinCorrection what is added to the logit of the dustbin, or to those of all classes that are part of it: the logarithm of the factor by which images of
 *     {@code classes} were over-sampled against the others in its training
 * @param ofAll whether the outputs are all classes, of which those that it does not know are the dustbin together; else they
 *     are {@code classes} in this order, and then the dustbin
 */
public record SpecialistMember(
        String name, Graph graph, List<Integer> classes, double dustbinCorrection, boolean ofAll) {
    /** Whose last output is the dustbin. */
    public SpecialistMember(String name, Graph graph, List<Integer> classes, double dustbinCorrection) {
        this(name, graph, classes, dustbinCorrection, false);
    }

    /** A specialist with the outputs of its generalist. */
    public static SpecialistMember ofAll(String name, Graph graph, List<Integer> classes) {
        return new SpecialistMember(name, graph, classes, 0, true);
    }

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
