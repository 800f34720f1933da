package io.noisystudent.networks.rewrite;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes a value of a graph its only output, as logits (N,K), and leaves out what is behind it. */
public final class LogitsOutput {
    private final Graph graph;
    private final UnusedNames names;
    private final List<Node> nodes;
    private String value;

    private LogitsOutput(Graph graph, String value) {
        this.graph = graph;
        this.names = new UnusedNames(graph);
        this.nodes = new ArrayList<>(graph.nodes());
        this.value = value;
    }

    /**
     * @param value that holds them, one row for each image, whatever its axes
     * @param rank number of its axes
     * @param probabilities whether it holds probabilities; logits of these are their logarithms, whose softmax they are
     */
    public static Graph of(Graph graph, String value, int rank, boolean probabilities, int classes) {
        LogitsOutput output = new LogitsOutput(graph, value);
        if (rank != 2) {
            output.add("Flatten", "flat", List.of(value), Map.of("axis", Attribute.of(1)));
        }
        if (probabilities) {
            output.addLogarithm();
        }
        return output.only(classes);
    }

    /** Without infinity where a probability is 0. */
    private void addLogarithm() {
        String probabilities = value;
        add("Constant", "least", List.of(), Map.of("value", Attribute.of(Tensor.scalar(Float.MIN_NORMAL))));
        add("Add", "positive", List.of(probabilities, value), Map.of());
        add("Log", "log", List.of(value), Map.of());
    }

    private void add(String operator, String wish, List<String> inputs, Map<String, Attribute> attributes) {
        value = names.like("logits." + wish);
        nodes.add(new Node(value, operator, inputs, List.of(value), attributes));
    }

    private Graph only(int classes) {
        TensorSpec logits =
                new TensorSpec(value, ElementType.FLOAT, List.of(Dimension.of(Signature.BATCH), Dimension.of(classes)));
        return NeededNodes.of(new Graph(
                graph.name(),
                graph.opset(),
                nodes,
                graph.inputs(),
                List.of(logits),
                graph.initializers(),
                graph.metadata()));
    }
}
