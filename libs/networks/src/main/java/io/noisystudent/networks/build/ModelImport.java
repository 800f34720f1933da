package io.noisystudent.networks.build;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives a model that was made elsewhere the served signature: preprocessing in front, logits and probabilities behind.
 *
 * <p>The model takes one float tensor of four axes with an open batch, and has one output (N,K). If a Softmax makes
 * that output, its input becomes {@code logits}; otherwise the output is taken for logits and gets a Softmax.
 */
public final class ModelImport {
    private static final String PREFIX = "imported.";

    private final Graph graph;
    private final ForeignModel declared;
    private final Map<String, String> renamed = new HashMap<>();

    private ModelImport(Graph graph, ForeignModel declared) {
        this.graph = graph;
        this.declared = declared;
    }

    /**
     * @return the same network with the served signature
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} if the model is not as declared
     */
    public static Graph apply(Graph graph, ForeignModel declared) {
        return new ModelImport(graph, declared).apply();
    }

    private Graph apply() {
        TensorSpec output = onlyOutput();
        TensorSpec input = ForeignInput.of(graph, declared);
        if (!(input.shape().get(0) instanceof Dimension.Symbolic)) {
            throw mismatch(input, "its batch is fixed; export it with a dynamic one");
        }
        checkOutput(output);
        boolean endsInSoftmax = graph.index()
                .producer(output.name())
                .filter(node -> node.operator().equals("Softmax"))
                .isPresent();
        renamed.put(input.name(), Preprocessing.OUTPUT);
        if (endsInSoftmax) {
            Node softmax = graph.index().producer(output.name()).orElseThrow();
            renamed.put(softmax.inputs().get(0), Signature.LOGITS);
            renamed.put(output.name(), Signature.PROBABILITIES);
        } else {
            renamed.put(output.name(), Signature.LOGITS);
        }
        List<Node> nodes = new ArrayList<>(Preprocessing.nodes(
                declared.normalization(), declared.scale(), declared.layout(), declared.channels()));
        graph.nodes().forEach(node -> nodes.add(rename(node)));
        if (!endsInSoftmax) {
            nodes.add(new Node(
                    Signature.PROBABILITIES,
                    "Softmax",
                    List.of(Signature.LOGITS),
                    List.of(Signature.PROBABILITIES),
                    // Before operator set 11 axes are not counted from behind.
                    Map.of("axis", Attribute.of(graph.opset() < 11 ? 1 : -1))));
        }
        Map<String, Tensor> initializers = new LinkedHashMap<>();
        graph.initializers().forEach((name, tensor) -> initializers.put(rename(name), tensor));
        Map<String, String> metadata = new LinkedHashMap<>(graph.metadata());
        metadata.putAll(ModelMetadata.problem(declared.image(), declared.classes()));
        return new Graph(
                graph.name(),
                graph.opset(),
                nodes,
                List.of(Signature.input(declared.image())),
                Signature.outputs(declared.classes().size()),
                initializers,
                metadata);
    }

    private void checkOutput(TensorSpec output) {
        List<Dimension> wanted = List.of(
                Dimension.of(Signature.BATCH), Dimension.of(declared.classes().size()));
        if (output.type() != ElementType.FLOAT || !fits(output.shape(), wanted)) {
            throw mismatch(
                    output,
                    "the " + declared.classes().size() + " declared classes need a FLOAT " + wanted
                            + " with an open N");
        }
    }

    /** The batch must be open; every other axis may be open, or of the wanted size. */
    private static boolean fits(List<Dimension> found, List<Dimension> wanted) {
        if (found.size() != wanted.size() || !(found.get(0) instanceof Dimension.Symbolic)) {
            return false;
        }
        for (int axis = 1; axis < found.size(); axis++) {
            if (found.get(axis) instanceof Dimension.Fixed && !found.get(axis).equals(wanted.get(axis))) {
                return false;
            }
        }
        return true;
    }

    private Node rename(Node node) {
        boolean taken = node.name().startsWith(Preprocessing.PREFIX)
                || node.name().startsWith(PREFIX)
                || node.name().equals(Signature.PROBABILITIES);
        return new Node(
                taken ? PREFIX + node.name() : node.name(),
                node.operator(),
                node.inputs().stream().map(this::rename).toList(),
                node.outputs().stream().map(this::rename).toList(),
                node.attributes());
    }

    /** Names that the new nodes use are cleared out of the way; so are those that would then be taken. */
    private String rename(String value) {
        boolean taken = value.startsWith(Preprocessing.PREFIX)
                || value.startsWith(PREFIX)
                || value.equals(Signature.IMAGES)
                || value.equals(Signature.LOGITS)
                || value.equals(Signature.PROBABILITIES);
        return renamed.getOrDefault(value, taken ? PREFIX + value : value);
    }

    private TensorSpec onlyOutput() {
        if (graph.outputs().size() != 1) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    "output",
                    "the model has " + graph.outputs().size() + " outputs: " + graph.outputs()
                            + "; one that has exactly one can be imported");
        }
        return graph.outputs().get(0);
    }

    private static NoisyStudentException mismatch(TensorSpec spec, String need) {
        return new NoisyStudentException(
                ErrorCode.SIGNATURE_MISMATCH, spec.name(), "the model has " + spec + "; " + need);
    }
}
