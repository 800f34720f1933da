package io.noisystudent.networks.combine;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.validation.ServedSignature;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Several classifiers in one graph with the served signature, which gives the average of their predictions.
 *
 * <p>Averaged are either probabilities or log-probabilities. Log-probabilities are logits up to one number per image, and
 * softmax does not see that number: the mean of the logits is enough. Of the mean of probabilities the logarithm becomes
 * the logits, so that softmax, at any temperature, finds what it finds in other networks. A probability that all members
 * round to 0 counts as the smallest normal number, since the logarithm of 0 is infinite.
 */
public final class EnsembleGraph {
    private static final String PREFIX = "ensemble.";
    private static final String SUM = PREFIX + "sum";

    private final List<EnsembleMember> members;
    private final MergedGraph merged;

    private EnsembleGraph(String name, List<EnsembleMember> members) {
        this.members = List.copyOf(members);
        this.merged = MergedGraph.of(name, members);
    }

    /**
     * Merges the members, in their order; equal arguments give equal graphs, bit for bit.
     *
     * @param name of the graph
     * @param members two or more with different names, which do not begin with {@code ensemble}
     * @throws NoisyStudentException {@code BAD_ENSEMBLE} for fewer than two; {@code SIGNATURE_MISMATCH} if a member takes
     *     other images or tells other classes apart; {@code UNSUPPORTED_OPERATOR} if a node means something else in the
     *     newest operator set among the members; {@code MODEL_LIMITS} if the result is too large
     */
    public static Graph of(
            String name, List<EnsembleMember> members, Average average, ImageShape image, List<String> classes) {
        if (members.size() < 2) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_ENSEMBLE, name, "an ensemble of " + members.size() + "; name two or more versions");
        }
        Set<String> names = members.stream().map(EnsembleMember::name).collect(Collectors.toSet());
        if (names.size() < members.size()) {
            throw new IllegalArgumentException("members have equal names: " + names);
        }
        for (EnsembleMember member : members) {
            requireFit(member, image, classes);
        }
        return new EnsembleGraph(name, members).average(average).finish(image, classes);
    }

    private static void requireFit(EnsembleMember member, ImageShape image, List<String> classes) {
        try {
            ServedSignature signature = ServedSignature.of(member.graph());
            signature.requireImage(image);
            signature.requireClasses(member.graph(), classes);
        } catch (NoisyStudentException e) {
            throw new NoisyStudentException(
                    e.code(),
                    member.name(),
                    "this member of the ensemble does not fit: " + e.getMessage()
                            + "; members of an ensemble take the same images and have the same classes, name others",
                    e);
        }
    }

    private MergedGraph average(Average average) {
        if (average == Average.PROBABILITIES) {
            String mean = mean(Signature.PROBABILITIES, PREFIX + "mean");
            merged.constant(PREFIX + "least", Tensor.scalar(Float.MIN_NORMAL));
            merged.node("Add", PREFIX + "positive", List.of(mean, PREFIX + "least"));
            merged.node("Log", Signature.LOGITS, List.of(PREFIX + "positive"));
        } else {
            mean(Signature.LOGITS, Signature.LOGITS);
        }
        return merged;
    }

    /** The sum of what every member gives there, divided by their number. */
    private String mean(String output, String result) {
        String sum = members.get(0).name() + "." + output;
        for (int i = 1; i < members.size(); i++) {
            String next = members.get(i).name() + "." + output;
            sum = merged.node("Add", SUM + i, List.of(sum, next));
        }
        merged.constant(PREFIX + "share", Tensor.scalar(1f / members.size()));
        return merged.node("Mul", result, List.of(sum, PREFIX + "share"));
    }
}
