package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The networks that this system can build by name, with the served signature and fresh weights. */
public final class Networks {
    private static final ImageShape ANY_IMAGE = new ImageShape(32, 32, 3);

    private Networks() {}

    /** How the names are written: {@code <k>} stands for a number from 1 to 99, {@code [...]} may be left out. */
    public static List<String> names() {
        return Arrays.stream(NetworkFamily.values()).map(NetworkFamily::form).toList();
    }

    /** Some names of every family, from small to large, by how its names are written. */
    public static Map<String, List<String>> examples() {
        Map<String, List<String>> examples = new LinkedHashMap<>();
        for (NetworkFamily family : NetworkFamily.values()) {
            examples.put(family.form(), family.examples());
        }
        return examples;
    }

    /** Whether {@link #build} knows this name. */
    public static boolean isKnown(String name) {
        return find(name, ANY_IMAGE).isPresent();
    }

    /** Builds with {@link PixelNormalization#standard}. */
    public static Graph build(String name, ImageShape image, List<String> classes, long seed) {
        return build(name, image, classes, PixelNormalization.standard(image.channels()), seed);
    }

    /**
     * Builds a network; equal arguments give equal graphs, bit for bit.
     *
     * @throws NoisyStudentException {@code UNKNOWN_NETWORK} with the names that are known
     */
    public static Graph build(
            String name, ImageShape image, List<String> classes, PixelNormalization normalization, long seed) {
        Architecture architecture = require(name, image);
        if (classes.size() < 2 || Set.copyOf(classes).size() != classes.size()) {
            throw new IllegalArgumentException("classes are " + classes + "; give two or more, each once");
        }
        GraphBuilder builder = new GraphBuilder(name, seed);
        describe(architecture, builder, image, classes.size(), normalization);
        return builder.finish(classes.size(), ModelMetadata.describe(name, image, classes, seed));
    }

    /**
     * Learned numbers of the network of that name, without taking memory for them.
     *
     * @throws NoisyStudentException {@code UNKNOWN_NETWORK} with the names that are known
     */
    public static long parameterCount(String name, ImageShape image, int classes) {
        GraphBuilder builder = new GraphBuilder(name, 0);
        describe(require(name, image), builder, image, classes, PixelNormalization.standard(image.channels()));
        return builder.parameterCount();
    }

    /**
     * The network of that name with zeros for weights: to ask about its values and its work, not its answers.
     *
     * @throws NoisyStudentException {@code UNKNOWN_NETWORK} with the names that are known
     */
    public static Graph blank(String name, ImageShape image, int classes) {
        GraphBuilder builder = new GraphBuilder(name, 0);
        describe(require(name, image), builder, image, classes, PixelNormalization.standard(image.channels()));
        return builder.finishBlank(classes);
    }

    /** Learned numbers of a graph: float initializers without the running mean and variance of batch normalizations. */
    public static long parameterCount(Graph graph) {
        Set<String> statistics = graph.nodes().stream()
                .filter(node -> node.operator().equals("BatchNormalization"))
                .flatMap(node -> node.inputs().subList(3, 5).stream())
                .collect(Collectors.toSet());
        return graph.initializers().entrySet().stream()
                .filter(entry -> !statistics.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .filter(tensor -> tensor.type() == ElementType.FLOAT)
                .mapToLong(Tensor::size)
                .sum();
    }

    private static void describe(
            Architecture architecture,
            GraphBuilder builder,
            ImageShape image,
            int classes,
            PixelNormalization normalization) {
        Value features = architecture.features(builder, builder.images(image, normalization));
        builder.logits(features, classes, architecture.classifierBound(features.channels(), classes));
    }

    private static Architecture require(String name, ImageShape image) {
        return find(name, image)
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.UNKNOWN_NETWORK,
                        name,
                        "network \"" + name + "\" is not known; known are " + String.join(", ", names())));
    }

    private static Optional<Architecture> find(String name, ImageShape image) {
        return Arrays.stream(NetworkFamily.values())
                .flatMap(family -> family.find(name, image).stream())
                .findFirst();
    }
}
