package io.noisystudent.learning.foreign;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Writes a graph with one float input (N, C, H, W) and one output (N, K), and the spellings that exporters prefer. */
final class ForeignGraph {
    private static final int OPSET = 17;

    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> initializers = new LinkedHashMap<>();
    private final Random random = new Random(4);

    /** Adds a node with one output, named like it, and returns that name. */
    String node(String operator, String output, List<String> inputs, Map<String, Attribute> attributes) {
        nodes.add(new Node(output, operator, inputs, List.of(output), attributes));
        return output;
    }

    String node(String operator, String output, String... inputs) {
        return node(operator, output, List.of(inputs), Map.of());
    }

    void add(Node node) {
        nodes.add(node);
    }

    String constant(String name, Tensor value) {
        return node("Constant", name, List.of(), Map.of("value", Attribute.of(value)));
    }

    String initializer(String name, Tensor value) {
        initializers.put(name, value);
        return name;
    }

    /** Normally distributed weights. */
    String weight(String name, double deviation, long... dims) {
        float[] values = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return initializer(name, Tensor.ofFloats(dims, values));
    }

    String filled(String name, float value, long... dims) {
        float[] values = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        Arrays.fill(values, value);
        return initializer(name, Tensor.ofFloats(dims, values));
    }

    /** {@code x.view(x.size(0), ...)}: the batch is read from the shape. */
    String view(String name, String x, long... rest) {
        node("Shape", name + "/shape", x);
        constant(name + "/zero", Tensor.scalar(0L));
        constant(name + "/axis", Tensor.vector(0L));
        constant(name + "/rest", Tensor.vector(rest));
        node("Gather", name + "/batch", name + "/shape", name + "/zero");
        node("Unsqueeze", name + "/batches", name + "/batch", name + "/axis");
        List<String> parts = List.of(name + "/batches", name + "/rest");
        node("Concat", name + "/sizes", parts, Map.of("axis", Attribute.of(0)));
        return node("Reshape", name, x, name + "/sizes");
    }

    /** {@code token.expand(x.size(0), -1, -1)}: the open sizes are found and replaced by 1. */
    String expand(String name, String token, String x) {
        node("Shape", name + "/shape", x);
        constant(name + "/zero", Tensor.scalar(0L));
        constant(name + "/axis", Tensor.vector(0L));
        constant(name + "/open", Tensor.vector(-1L, -1L));
        constant(name + "/flat", Tensor.vector(-1L));
        constant(name + "/minus", Tensor.scalar(-1L));
        node("Gather", name + "/batch", name + "/shape", name + "/zero");
        node("Unsqueeze", name + "/batches", name + "/batch", name + "/axis");
        List<String> parts = List.of(name + "/batches", name + "/open");
        node("Concat", name + "/joined", parts, Map.of("axis", Attribute.of(0)));
        node("Reshape", name + "/wanted", name + "/joined", name + "/flat");
        node("Shape", name + "/rank", name + "/wanted");
        Map<String, Attribute> one = Map.of("value", Attribute.of(Tensor.vector(1L)));
        node("ConstantOfShape", name + "/ones", List.of(name + "/rank"), one);
        node("Mul", name + "/negative", name + "/ones", name + "/minus");
        node("Equal", name + "/isOpen", name + "/wanted", name + "/negative");
        node("Where", name + "/sizes", name + "/isOpen", name + "/ones", name + "/wanted");
        return node("Expand", name, token, name + "/sizes");
    }

    /** LayerNormalization over the last axis, before there was an operator for it. */
    String layerNorm(String name, String x, String gain, String offset) {
        Map<String, Attribute> last = Map.of("axes", Attribute.ofInts(-1));
        node("ReduceMean", name + "/mean", List.of(x), last);
        node("Sub", name + "/apart", x, name + "/mean");
        constant(name + "/two", Tensor.scalar(2f));
        node("Pow", name + "/squares", name + "/apart", name + "/two");
        node("ReduceMean", name + "/variance", List.of(name + "/squares"), last);
        constant(name + "/epsilon", Tensor.scalar(1e-5f));
        node("Add", name + "/positive", name + "/variance", name + "/epsilon");
        node("Sqrt", name + "/deviation", name + "/positive");
        node("Div", name + "/normal", name + "/apart", name + "/deviation");
        node("Mul", name + "/scaled", name + "/normal", gain);
        return node("Add", name, name + "/scaled", offset);
    }

    /** {@code x * (1 + erf(x / sqrt(2))) / 2}. */
    String gelu(String name, String x) {
        constant(name + "/root", Tensor.scalar((float) Math.sqrt(2)));
        constant(name + "/one", Tensor.scalar(1f));
        constant(name + "/half", Tensor.scalar(0.5f));
        node("Div", name + "/scaled", x, name + "/root");
        node("Erf", name + "/erf", name + "/scaled");
        node("Add", name + "/gate", name + "/erf", name + "/one");
        node("Mul", name + "/double", x, name + "/gate");
        return node("Mul", name, name + "/double", name + "/half");
    }

    /** {@code x * min(max(x + 3, 0), 6) / 6}. */
    String hardSwish(String name, String x) {
        constant(name + "/three", Tensor.scalar(3f));
        constant(name + "/zero", Tensor.scalar(0f));
        constant(name + "/six", Tensor.scalar(6f));
        node("Add", name + "/moved", x, name + "/three");
        node("Clip", name + "/clipped", name + "/moved", name + "/zero", name + "/six");
        node("Mul", name + "/product", x, name + "/clipped");
        return node("Div", name, name + "/product", name + "/six");
    }

    Graph graph(TensorSpec input, TensorSpec output) {
        return new Graph("foreign", OPSET, nodes, List.of(input), List.of(output), initializers, Map.of());
    }

    static TensorSpec floats(String name, long... sizes) {
        List<Dimension> shape = new ArrayList<>(List.of(Dimension.of("batch")));
        Arrays.stream(sizes).mapToObj(Dimension::of).forEach(shape::add);
        return new TensorSpec(name, ElementType.FLOAT, shape);
    }
}
