package io.noisystudent.inference.foreign;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/** A small classifier in the style of an exporter, node by node: x of 3x8x8, four classes. */
final class ExportedGraph {
    static final int CLASSES = 4;
    private static final int CHANNELS = 6;

    private final int opset;
    private final List<Dimension> input;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> initializers = new LinkedHashMap<>();
    private final Random random = new Random(7);

    ExportedGraph(int opset, Dimension batch) {
        this.opset = opset;
        this.input = List.of(batch, Dimension.of(3), Dimension.of(8), Dimension.of(8));
    }

    static ExportedGraph of(int opset) {
        return new ExportedGraph(opset, Dimension.of("batch"));
    }

    ExportedGraph node(String operator, String output, List<String> inputs) {
        return node(operator, output, inputs, Map.of());
    }

    ExportedGraph node(String operator, String output, List<String> inputs, Map<String, Attribute> attributes) {
        nodes.add(new Node("node." + output, operator, inputs, List.of(output), attributes));
        return this;
    }

    ExportedGraph constant(String name, Tensor value) {
        initializers.put(name, value);
        return this;
    }

    ExportedGraph random(String name, long... dims) {
        float[] values = new float[(int) LongStream.of(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.4f * (float) random.nextGaussian();
        }
        return constant(name, Tensor.ofFloats(dims, values));
    }

    /** From {@code from} to {@code features}, a convolution with a bias. */
    ExportedGraph convolution(String from) {
        random("conv.weight", CHANNELS, 3, 3, 3).random("conv.bias", CHANNELS);
        return node(
                "Conv",
                "features",
                List.of(from, "conv.weight", "conv.bias"),
                Map.of("kernel_shape", Attribute.ofInts(3, 3), "pads", Attribute.ofInts(1, 1, 1, 1)));
    }

    /** From {@code from} to {@code logits}: pooling and a fully connected layer. */
    ExportedGraph classifier(String from) {
        random("fc.weight", CLASSES, CHANNELS).random("fc.bias", CLASSES);
        node("GlobalAveragePool", "pooled", List.of(from));
        node("Flatten", "flat", List.of("pooled"), Map.of("axis", Attribute.of(1)));
        return node("Gemm", "logits", List.of("flat", "fc.weight", "fc.bias"), Map.of("transB", Attribute.of(1)));
    }

    /** Convolution, Relu and classifier. */
    ExportedGraph plain() {
        return convolution("x").node("Relu", "active", List.of("features")).classifier("active");
    }

    Graph ending(String... outputs) {
        List<TensorSpec> specs = new ArrayList<>();
        for (String output : outputs) {
            specs.add(new TensorSpec(output, ElementType.FLOAT, List.of(input.get(0), Dimension.of(CLASSES))));
        }
        return graph(specs);
    }

    Graph graph(List<TensorSpec> outputs) {
        return new Graph(
                "exported",
                opset,
                nodes,
                List.of(new TensorSpec("x", ElementType.FLOAT, input)),
                outputs,
                initializers,
                Map.of());
    }

    Dimension batch() {
        return input.get(0);
    }
}
