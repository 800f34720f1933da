package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.features.ClassifierInput;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.GraphIndex;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.rewrite.NeededNodes;
import io.noisystudent.networks.rewrite.PixelValues;
import io.noisystudent.networks.rewrite.UnusedNames;
import io.noisystudent.networks.validation.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Replaces the classifier of a network by a fresh one for other classes: what is left is the backbone that was trained
 * elsewhere.
 *
 * <p>Maps (N, C, H, W) are averaged over their pixels, sequences (N, T, C) over their positions. The new weights are
 * uniform in +-1/sqrt(features), the biases 0.
 */
public final class NewClassifier {
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
    /** More than one, so that the axis of the batch is told from others. */
    private static final int BATCH = 2;

    private static final int MAP = 4;
    private static final int SEQUENCE = 3;
    private static final int VECTOR = 2;

    private final Graph graph;
    private final UnusedNames names;
    private final long[] dims;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> weights;
    private String value;

    private NewClassifier(Graph graph, String cut, long[] dims) {
        this.graph = graph;
        this.dims = dims;
        names = new UnusedNames(graph);
        String oldLogits = names.like("old." + Signature.LOGITS);
        String oldProbabilities = names.like("old." + Signature.PROBABILITIES);
        Map<String, String> renamed = Map.of(Signature.LOGITS, oldLogits, Signature.PROBABILITIES, oldProbabilities);
        graph.nodes().forEach(node -> nodes.add(renamed(node, renamed)));
        weights = new LinkedHashMap<>(graph.initializers());
        value = renamed.getOrDefault(cut, cut);
    }

    /** A new classifier may read the old logits, whose name it takes. */
    private static Node renamed(Node node, Map<String, String> renamed) {
        return new Node(
                node.name(),
                node.operator(),
                node.inputs().stream()
                        .map(name -> renamed.getOrDefault(name, name))
                        .toList(),
                node.outputs().stream()
                        .map(name -> renamed.getOrDefault(name, name))
                        .toList(),
                node.attributes());
    }

    /**
     * The value that goes into the classifier, the last matrix product with a weight, behind which scores are only scaled,
     * shaped or made probabilities; the output itself if there is none, as in networks for embeddings.
     */
    public static String defaultCut(Graph graph, String output) {
        GraphIndex index = graph.index();
        Set<String> ofImages = PixelValues.of(graph);
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
            List<String> scores =
                    last.inputs().stream().filter(ofImages::contains).distinct().toList();
            boolean isShare = last.operator().equals("Div"); // exponentials over their sum
            if (scores.isEmpty() || (scores.size() > 1 && !isShare)) {
                return output;
            }
            value = scores.get(0);
        }
        return output;
    }

    /**
     * A network with a classifier behind one of its values, whose logits are its only output.
     *
     * @param cut the value that the new classifier reads
     * @param dims of that value for some batch
     * @param classes how many
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} if the value does not depend on the images, or has no
     *     features of every image
     */
    public static Graph of(Graph graph, String cut, long[] dims, int classes, long seed) {
        requireOfImages(graph, cut);
        if (dims.length < VECTOR || dims.length > MAP) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    cut,
                    "value '" + cut + "' of network " + graph.name() + " has the shape " + Arrays.toString(dims)
                            + ", which is none of features; name one of the form (N, C), (N, T, C) or (N, C, H, W)");
        }
        return new NewClassifier(graph, cut, dims).of(classes, seed);
    }

    /**
     * The same of a network that takes images as they are served, which it is to be again.
     *
     * @throws NoisyStudentException as {@link #of}
     */
    public static Graph ofServed(Graph graph, String cut, ImageShape image, List<String> classes, long seed) {
        requireOfImages(graph, cut);
        long[] dims = Shapes.infer(graph, image, BATCH).of(cut);
        Graph classifier = of(graph, cut, dims, classes.size(), seed);
        List<Node> nodes = new ArrayList<>(classifier.nodes());
        nodes.add(new Node(
                new UnusedNames(classifier).like(Signature.PROBABILITIES),
                "Softmax",
                List.of(Signature.LOGITS),
                List.of(Signature.PROBABILITIES),
                Map.of("axis", Attribute.of(1))));
        Map<String, String> metadata = new LinkedHashMap<>(graph.metadata());
        metadata.remove(ModelMetadata.KNOWN);
        metadata.putAll(ModelMetadata.problem(image, classes));
        return new Graph(
                graph.name(),
                graph.opset(),
                nodes,
                List.of(Signature.input(image)),
                Signature.outputs(classes.size()),
                classifier.initializers(),
                metadata);
    }

    private static void requireOfImages(Graph graph, String cut) {
        boolean isComputed =
                graph.index().producer(cut).isPresent() && PixelValues.of(graph).contains(cut);
        if (!isComputed) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    cut,
                    "no node of network " + graph.name() + " computes '" + cut + "' from the images; name the output of"
                            + " one, such as "
                            + defaultCut(graph, graph.outputs().get(0).name()));
        }
    }

    private Graph of(int classes, long seed) {
        pool();
        int features = Math.toIntExact(dims.length == SEQUENCE ? dims[2] : dims[1]);
        String weight = names.like("head.weight");
        String bias = names.like("head.bias");
        Tensor fresh = new Initialization(graph.name(), seed)
                .uniform("classifier.weight", new long[] {classes, features}, 1 / StrictMath.sqrt(features));
        weights.put(weight, fresh);
        weights.put(bias, Tensor.vector(new float[classes]));
        nodes.add(new Node(
                names.like("head.classifier"),
                "Gemm",
                List.of(value, weight, bias),
                List.of(Signature.LOGITS),
                Map.of("transB", Attribute.of(1))));
        TensorSpec logits = new TensorSpec(
                Signature.LOGITS, ElementType.FLOAT, List.of(Dimension.of(Signature.BATCH), Dimension.of(classes)));
        return NeededNodes.of(new Graph(
                graph.name(), graph.opset(), nodes, graph.inputs(), List.of(logits), weights, graph.metadata()));
    }

    /** The features of each image as one row. */
    private void pool() {
        if (dims.length == MAP) {
            add("GlobalAveragePool", "head.pooled", List.of(value), Map.of());
            add("Flatten", "head.features", List.of(value), Map.of());
        } else if (dims.length == SEQUENCE && graph.opset() < AXES_AS_INPUT) {
            Map<String, Attribute> overPositions = Map.of("axes", Attribute.ofInts(1), "keepdims", Attribute.of(0));
            add("ReduceMean", "head.features", List.of(value), overPositions);
        } else if (dims.length == SEQUENCE) {
            String axes = names.like("head.axes");
            weights.put(axes, Tensor.vector(1L));
            add("ReduceMean", "head.features", List.of(value, axes), Map.of("keepdims", Attribute.of(0)));
        }
    }

    private void add(String operator, String wish, List<String> inputs, Map<String, Attribute> attributes) {
        value = names.like(wish);
        nodes.add(new Node(value, operator, inputs, List.of(value), attributes));
    }
}
