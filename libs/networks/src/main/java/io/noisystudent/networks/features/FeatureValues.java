package io.noisystudent.networks.features;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.GraphIndex;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.validation.Shapes;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The values within a graph that losses can compare, and those that stand for the network's parts. */
public final class FeatureValues {
    /** More than one, so that the axis of the batch is told from others. */
    private static final int BATCH = 2;

    private static final int MAP = 4;

    private final Graph graph;
    private final GraphIndex index;
    private final Shapes shapes;
    private final Set<Node> needed;

    /** @param image what the network is served with */
    public FeatureValues(Graph graph, ImageShape image) {
        this.graph = graph;
        index = graph.index();
        shapes = Shapes.infer(graph, image, BATCH);
        needed = needed();
    }

    /** The nodes that the logits depend on, and that depend on the images. */
    private Set<Node> needed() {
        Set<String> ofImages = new HashSet<>(Set.of(Signature.IMAGES));
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().anyMatch(ofImages::contains)) {
                ofImages.addAll(node.outputs());
            }
        }
        Set<String> wanted = new HashSet<>(Set.of(Signature.LOGITS));
        Set<Node> found = new HashSet<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            if (node.outputs().stream().anyMatch(value -> wanted.contains(value) && ofImages.contains(value))) {
                found.add(node);
                wanted.addAll(node.inputs());
            }
        }
        return found;
    }

    /** All values that {@link #shape} knows, in the order in which they are computed. */
    public List<String> names() {
        return graph.nodes().stream()
                .filter(needed::contains)
                .flatMap(node -> node.outputs().stream())
                .filter(this::isOfEveryImage)
                .toList();
    }

    private boolean isOfEveryImage(String value) {
        long[] shape = shapes.of(value);
        return shape.length >= 2 && shape[0] == BATCH;
    }

    /**
     * The last feature map (N, C, H, W) of every size through which all goes that reaches the logits, from the first
     * convolution on: where the stages of a network end.
     */
    public List<String> stages() {
        Map<List<Long>, String> lastOfSize = new LinkedHashMap<>();
        boolean hasBegun = false;
        int readUntil = lastReader(Signature.IMAGES);
        for (Node node : graph.nodes()) {
            if (!needed.contains(node)) {
                continue;
            }
            hasBegun |= node.operator().equals("Conv");
            boolean isPassedByAll =
                    readUntil <= index.position(node) && node.outputs().size() == 1;
            if (hasBegun && isPassedByAll) {
                size(node.output()).ifPresent(size -> lastOfSize.put(size, node.output()));
            }
            readUntil = Math.max(
                    readUntil,
                    node.outputs().stream().mapToInt(this::lastReader).max().orElse(-1));
        }
        return List.copyOf(lastOfSize.values());
    }

    /** The place of the last node that reads a value. */
    private int lastReader(String value) {
        return index.consumers(value).stream()
                .filter(needed::contains)
                .mapToInt(index::position)
                .max()
                .orElse(-1);
    }

    /** Height and width of a feature map of more than one pixel. */
    private Optional<List<Long>> size(String value) {
        long[] shape = shapes.of(value);
        return shape.length == MAP && shape[0] == BATCH && shape[2] * shape[3] > 1
                ? Optional.of(List.of(shape[2], shape[3]))
                : Optional.empty();
    }

    /** What goes into the classifier; empty if the logits do not come from a matrix product with a weight. */
    public Optional<String> classifierInput() {
        return ClassifierInput.of(graph, Signature.LOGITS).flatMap(place -> graph.nodes().stream()
                .filter(node -> node.name().equals(place.node()))
                .findFirst()
                .map(node -> node.inputs().get(place.input())));
    }

    /** Whether a value comes out of a ReLU. */
    public boolean isRectified(String value) {
        return index.producer(value)
                .filter(node -> node.operator().equals("Relu"))
                .isPresent();
    }

    /**
     * The shape of a value for a batch of two.
     *
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} with {@code asking} if there is no such value with the
     *     batch as its first axis
     */
    public long[] shape(String value, String asking) {
        boolean isComputed = needed.stream().anyMatch(node -> node.outputs().contains(value));
        if (!isComputed || !isOfEveryImage(value)) {
            String known = Stream.concat(stages().stream(), classifierInput().stream())
                    .distinct()
                    .collect(Collectors.joining(", "));
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    asking,
                    asking + ": network " + graph.name() + " has no value '" + value + "' for every image; give the"
                            + " output of one of its nodes, such as " + known);
        }
        return shapes.of(value);
    }
}
