package io.noisystudent.networks.combine;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.onnx.OnnxLimits;
import io.noisystudent.networks.validation.ServedSignature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final Average average;
    private final int opset;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> initializers = new LinkedHashMap<>();

    private EnsembleGraph(List<EnsembleMember> members, Average average) {
        this.members = List.copyOf(members);
        this.average = average;
        this.opset = members.stream()
                .mapToInt(member -> member.graph().opset())
                .max()
                .orElseThrow();
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
        requireSize(name, members);
        return new EnsembleGraph(members, average).merge(name, image, classes);
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

    private static void requireSize(String name, List<EnsembleMember> members) {
        OnnxLimits limits = OnnxLimits.DEFAULT;
        long bytes = members.stream()
                .flatMap(member -> member.graph().initializers().values().stream())
                .mapToLong(tensor -> (long) tensor.size() * tensor.type().bytes())
                .sum();
        long nodes = members.stream()
                .mapToLong(member -> member.graph().nodes().size())
                .sum();
        if (bytes > limits.fileBytes() || nodes > limits.nodes()) {
            throw new NoisyStudentException(
                    ErrorCode.MODEL_LIMITS,
                    name,
                    "the members have " + bytes + " bytes of weights and " + nodes
                            + " nodes together; one file may have "
                            + limits.fileBytes() + " bytes and " + limits.nodes()
                            + " nodes: name fewer versions, or smaller ones");
        }
    }

    private Graph merge(String name, ImageShape image, List<String> classes) {
        for (EnsembleMember member : members) {
            Prefix prefix = new Prefix(member.name() + ".");
            new OperatorSets(member, opset).nodes().forEach(node -> nodes.add(prefix.of(node)));
            member.graph().initializers().forEach((value, tensor) -> initializers.put(prefix.of(value), tensor));
        }
        if (average == Average.PROBABILITIES) {
            String mean = mean(Signature.PROBABILITIES, PREFIX + "mean");
            constant(PREFIX + "least", Tensor.scalar(Float.MIN_NORMAL));
            node("Add", PREFIX + "positive", List.of(mean, PREFIX + "least"));
            node("Log", Signature.LOGITS, List.of(PREFIX + "positive"));
        } else {
            mean(Signature.LOGITS, Signature.LOGITS);
        }
        nodes.add(new Node(
                Signature.PROBABILITIES,
                "Softmax",
                List.of(Signature.LOGITS),
                List.of(Signature.PROBABILITIES),
                // Not -1: before operator set 11 axes are not counted from behind.
                Map.of("axis", Attribute.of(1))));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(ModelMetadata.NETWORK, name);
        metadata.putAll(ModelMetadata.problem(image, classes));
        return new Graph(
                name,
                opset,
                nodes,
                List.of(Signature.input(image)),
                Signature.outputs(classes.size()),
                initializers,
                metadata);
    }

    /** The sum of what every member gives there, divided by their number. */
    private String mean(String output, String result) {
        String sum = members.get(0).name() + "." + output;
        for (int i = 1; i < members.size(); i++) {
            String next = members.get(i).name() + "." + output;
            sum = node("Add", SUM + i, List.of(sum, next));
        }
        constant(PREFIX + "share", Tensor.scalar(1f / members.size()));
        return node("Mul", result, List.of(sum, PREFIX + "share"));
    }

    private String node(String operator, String output, List<String> inputs) {
        nodes.add(new Node(output, operator, inputs, List.of(output), Map.of()));
        return output;
    }

    private void constant(String name, Tensor value) {
        nodes.add(new Node(name, "Constant", List.of(), List.of(name), Map.of("value", Attribute.of(value))));
    }

    /** Keeps the names of members apart; all of them read the same images. */
    private record Prefix(String text) {
        String of(String value) {
            return value.isEmpty() || value.equals(Signature.IMAGES) ? value : text + value;
        }

        Node of(Node node) {
            return new Node(
                    text + node.name(),
                    node.operator(),
                    node.inputs().stream().map(this::of).toList(),
                    node.outputs().stream().map(this::of).toList(),
                    node.attributes());
        }
    }
}
