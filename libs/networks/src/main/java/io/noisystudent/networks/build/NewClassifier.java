package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.features.ClassifierInput;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.GraphIndex;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.validation.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Replaces the classifier of a network by a fresh one for other classes: what is left is the backbone that was trained
 * elsewhere.
 *
 * <p>Maps (N, C, H, W) are averaged over their pixels, sequences (N, T, C) over their positions. The new weights are
 * uniform in +-1/sqrt(features), the biases 0.
 */
public final class NewClassifier {
    /** More than one, so that the axis of the batch is told from others. */
    private static final int BATCH = 2;

    /** What may stand between a classifier and the output. */
    private static final Set<String> OF_SCORES = Set.of(
            "Softmax",
            "LogSoftmax",
            "Sigmoid",
            "ArgMax",
            "Identity",
            "Cast",
            "Flatten",
            "Reshape",
            "Squeeze",
            "Add",
            "Mul",
            "Div",
            "Exp",
            "ReduceSum");
    /** Since when axes are an input of reductions. */
    private static final int AXES_AS_INPUT = 18;

    private static final int MAP = 4;
    private static final int SEQUENCE = 3;
    private static final int VECTOR = 2;

    private final Graph graph;
    private final String cut;
    private final long[] shape;
    private final String prefix;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> fresh = new LinkedHashMap<>();

    private NewClassifier(Graph graph, String cut, ImageShape image) {
        this.graph = graph;
        this.cut = cut;
        prefix = unused(graph);
        shape = shape(image);
    }

    /**
     * The value that goes into the classifier, the last matrix product with a weight, behind which scores are only scaled,
     * shaped or made probabilities; the output itself if there is none, as in networks for embeddings.
     */
    public static String defaultCut(Graph graph, String output) {
        GraphIndex index = graph.index();
        String value = output;
        for (Optional<Node> node = index.producer(value); node.isPresent(); node = index.producer(value)) {
            Node last = node.get();
            Optional<ClassifierInput> classifier = ClassifierInput.of(graph, last.output())
                    .filter(place -> place.node().equals(last.name()));
            if (classifier.isPresent()) {
                return last.inputs().get(classifier.get().input());
            } else if (!OF_SCORES.contains(last.operator())) {
                return output;
            }
            value = last.inputs().stream()
                    .filter(input -> index.producer(input).isPresent())
                    .findFirst()
                    .orElse("");
        }
        return output;
    }

    /**
     * @param graph with the served input
     * @param cut the value that the new classifier reads
     * @return the network up to there, with a classifier for {@code classes} and the served signature
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} if no node computes that value from the images, or if it
     *     has no features of every image
     */
    public static Graph replace(Graph graph, String cut, ImageShape image, List<String> classes, long seed) {
        requireOfImages(graph, cut);
        return new NewClassifier(graph, cut, image).replace(image, classes, seed);
    }

    private static void requireOfImages(Graph graph, String cut) {
        Set<String> ofImages = new HashSet<>(Set.of(Signature.IMAGES));
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().anyMatch(ofImages::contains)) {
                ofImages.addAll(node.outputs());
            }
        }
        if (cut.equals(Signature.IMAGES) || !ofImages.contains(cut)) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    cut,
                    "no node of network " + graph.name() + " computes '" + cut + "' from the images; name the output of"
                            + " one, such as "
                            + defaultCut(graph, graph.outputs().get(0).name()));
        }
    }

    private long[] shape(ImageShape image) {
        long[] found =
                Shapes.infer(upToCut(List.of(), image, List.of()), image, BATCH).of(renamed(cut));
        if (found.length < VECTOR || found.length > MAP || found[0] != BATCH) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    cut,
                    "value '" + cut + "' of network " + graph.name() + " has no features of every image, but the shape "
                            + Arrays.toString(found) + " for a batch of " + BATCH
                            + "; name one of the form (N, C), (N, T, C) or (N, C, H, W)");
        }
        return found;
    }

    /** Free for new names: a classifier that was replaced may be replaced again. */
    private static String unused(Graph graph) {
        Set<String> taken = new HashSet<>(graph.initializers().keySet());
        graph.nodes().forEach(node -> {
            taken.add(node.name());
            taken.addAll(node.outputs());
        });
        return IntStream.iterate(1, i -> i + 1)
                .mapToObj(i -> "head" + i + ".")
                .filter(prefix -> taken.stream().noneMatch(name -> name.startsWith(prefix)))
                .findFirst()
                .orElseThrow();
    }

    private Graph replace(ImageShape image, List<String> classes, long seed) {
        int features = Math.toIntExact(shape.length == SEQUENCE ? shape[2] : shape[1]);
        String weight = prefix + "weight";
        String bias = prefix + "bias";
        fresh.put(
                weight,
                new Initialization(graph.name(), seed)
                        .uniform(
                                "classifier.weight",
                                new long[] {classes.size(), features},
                                1 / StrictMath.sqrt(features)));
        fresh.put(bias, Tensor.vector(new float[classes.size()]));
        List<String> operands = List.of(pooled(), weight, bias);
        add("Gemm", "classifier", operands, Signature.LOGITS, Map.of("transB", Attribute.of(1)));
        add(
                "Softmax",
                Signature.PROBABILITIES,
                List.of(Signature.LOGITS),
                Signature.PROBABILITIES,
                Map.of("axis", Attribute.of(1)));
        return upToCut(nodes, image, classes);
    }

    private void add(
            String operator, String name, List<String> inputs, String output, Map<String, Attribute> attributes) {
        nodes.add(new Node(prefix + name, operator, inputs, List.of(output), attributes));
    }

    /** A new classifier may read the old logits, whose name it takes. */
    private String renamed(String value) {
        boolean taken = value.equals(Signature.LOGITS) || value.equals(Signature.PROBABILITIES);
        return taken ? prefix + "old-" + value : value;
    }

    private Node renamed(Node node) {
        List<String> outputs = node.outputs().stream().map(this::renamed).toList();
        List<String> inputs = node.inputs().stream().map(this::renamed).toList();
        return new Node(node.name(), node.operator(), inputs, outputs, node.attributes());
    }

    /** The features of each image as one row. */
    private String pooled() {
        String read = renamed(cut);
        if (shape.length == VECTOR) {
            return read;
        }
        String features = prefix + "features";
        if (shape.length == MAP) {
            String pooled = prefix + "pooled";
            add("GlobalAveragePool", "pool", List.of(read), pooled, Map.of());
            add("Flatten", "flatten", List.of(pooled), features, Map.of());
        } else if (graph.opset() < AXES_AS_INPUT) {
            add(
                    "ReduceMean",
                    "mean",
                    List.of(read),
                    features,
                    Map.of("axes", Attribute.ofInts(1), "keepdims", Attribute.of(0)));
        } else {
            String axes = prefix + "axes";
            fresh.put(axes, Tensor.vector(1L));
            add("ReduceMean", "mean", List.of(read, axes), features, Map.of("keepdims", Attribute.of(0)));
        }
        return features;
    }

    /** The nodes and weights that the cut needs, and others behind it. */
    private Graph upToCut(List<Node> behind, ImageShape image, List<String> classes) {
        Set<String> wanted = new HashSet<>(Set.of(cut));
        List<Node> kept = new ArrayList<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            if (node.outputs().stream().anyMatch(wanted::contains)) {
                kept.add(0, renamed(node));
                wanted.addAll(node.inputs());
            }
        }
        kept.addAll(behind);
        Map<String, Tensor> weights = new LinkedHashMap<>(graph.initializers());
        weights.keySet().retainAll(wanted);
        weights.putAll(fresh);
        Map<String, String> metadata = new LinkedHashMap<>(graph.metadata());
        metadata.putAll(ModelMetadata.problem(image, classes));
        return new Graph(
                graph.name(),
                graph.opset(),
                kept,
                List.of(Signature.input(image)),
                behind.isEmpty() ? List.of() : Signature.outputs(classes.size()),
                weights,
                metadata);
    }
}
