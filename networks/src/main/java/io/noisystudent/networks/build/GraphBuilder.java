package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a network down layer by layer; every method adds the nodes of one layer and returns its output.
 *
 * <p>The first argument is the layer's name: its node and its value carry it, its parameters are {@code name.weight}
 * and so on. Initializers are parameters and running statistics only; other constants are {@code Constant} nodes, so
 * that a trainer need not guess what to train. Not thread-safe; {@link #classifier} ends it.
 */
public final class GraphBuilder {
    /** The operator set of every built network. */
    public static final int OPSET = 17;

    private static final float BATCH_NORM_EPSILON = 1e-5f;
    private static final float BATCH_NORM_MOMENTUM = 0.9f;

    private final String network;
    private final Initialization initialization;
    private final List<Node> nodes = new ArrayList<>();
    private final List<TensorSpec> inputs = new ArrayList<>();
    private final Map<String, Tensor> initializers = new LinkedHashMap<>();

    /** @param network the graph's name, which with the seed decides the initial weights */
    public GraphBuilder(String network, long seed) {
        this.network = network;
        this.initialization = new Initialization(network, seed);
    }

    /** Declares the input {@code images}, uint8 (N,H,W,C), and turns it into normalised float (N,C,H,W). */
    public Value images(ImageShape image, Normalization normalization) {
        if (normalization.channels() != image.channels()) {
            throw new IllegalArgumentException("normalization has " + normalization.channels()
                    + " channels and the image " + image + " has " + image.channels());
        }
        inputs.add(Signature.input(image));
        nodes.addAll(Preprocessing.nodes(normalization, Normalization.PIXEL_SCALE, Layout.NCHW));
        return new Value(Preprocessing.OUTPUT, image.channels());
    }

    /** A square convolution without bias, padded by half its kernel, weights (filters, channels, kernel, kernel). */
    public Value conv(String name, Value x, int filters, int kernel, int stride) {
        long[] dims = {filters, x.channels(), kernel, kernel};
        String weight = parameter(name + ".weight", initialization.kaimingNormal(name + ".weight", dims, 1));
        long pad = kernel / 2;
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("kernel_shape", Attribute.ofInts(kernel, kernel));
        attributes.put("strides", Attribute.ofInts(stride, stride));
        attributes.put("pads", Attribute.ofInts(pad, pad, pad, pad));
        return node("Conv", name, List.of(x.name(), weight), attributes, filters);
    }

    /** Batch normalisation over channels: scale 1, bias 0, running mean 0, running variance 1. */
    public Value batchNorm(String name, Value x) {
        long[] dims = {x.channels()};
        List<String> arguments = List.of(
                x.name(),
                parameter(name + ".scale", constant(dims, 1)),
                parameter(name + ".bias", constant(dims, 0)),
                parameter(name + ".mean", constant(dims, 0)),
                parameter(name + ".var", constant(dims, 1)));
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("epsilon", Attribute.of(BATCH_NORM_EPSILON));
        attributes.put("momentum", Attribute.of(BATCH_NORM_MOMENTUM));
        return node("BatchNormalization", name, arguments, attributes, x.channels());
    }

    public Value relu(String name, Value x) {
        return node("Relu", name, List.of(x.name()), Map.of(), x.channels());
    }

    public Value add(String name, Value x, Value y) {
        if (x.channels() != y.channels()) {
            throw new IllegalArgumentException(
                    "add " + name + " of " + x.channels() + " and " + y.channels() + " channels");
        }
        return node("Add", name, List.of(x.name(), y.name()), Map.of(), x.channels());
    }

    /** Maximum over windows of 2 x 2, halving height and width; an odd last row or column counts too. */
    public Value maxPool(String name, Value x) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("kernel_shape", Attribute.ofInts(2, 2));
        attributes.put("strides", Attribute.ofInts(2, 2));
        attributes.put("ceil_mode", Attribute.of(1));
        return node("MaxPool", name, List.of(x.name()), attributes, x.channels());
    }

    /** Mean over height and width, as features (N, channels). */
    public Value globalAveragePool(String name, Value x) {
        Value pooled = node("GlobalAveragePool", name, List.of(x.name()), Map.of(), x.channels());
        return flatten(name + ".flatten", pooled, x.channels());
    }

    /** Features (N, features) from whatever follows the batch. */
    public Value flatten(String name, Value x, int features) {
        return node("Flatten", name, List.of(x.name()), Map.of("axis", Attribute.of(1)), features);
    }

    /** A fully connected layer that a ReLU follows: weights N(0, 2/inputs), bias 0. */
    public Value dense(String name, Value x, int units) {
        Tensor weight = initialization.normal(
                name + ".weight", new long[] {units, x.channels()}, StrictMath.sqrt(2.0 / x.channels()));
        return gemm(name, name, x, weight);
    }

    /**
     * Ends the network: classifier, {@code logits} and {@code probabilities}; metadata names the classes and the image.
     *
     * <p>The classifier's weights are uniform in +-1/sqrt(features), its bias 0.
     */
    public Graph classifier(Value features, List<String> classes, Map<String, String> metadata) {
        String layer = "classifier";
        Tensor weight = initialization.uniform(
                layer + ".weight",
                new long[] {classes.size(), features.channels()},
                1 / StrictMath.sqrt(features.channels()));
        gemm(layer, Signature.LOGITS, features, weight);
        nodes.add(new Node(
                Signature.PROBABILITIES,
                "Softmax",
                List.of(Signature.LOGITS),
                List.of(Signature.PROBABILITIES),
                Map.of("axis", Attribute.of(-1))));
        return new Graph(network, OPSET, nodes, inputs, Signature.outputs(classes.size()), initializers, metadata);
    }

    private Value node(
            String operator, String name, List<String> arguments, Map<String, Attribute> attributes, int channels) {
        nodes.add(new Node(name, operator, arguments, List.of(name), attributes));
        return new Value(name, channels);
    }

    private Value gemm(String layer, String output, Value x, Tensor weight) {
        int units = Math.toIntExact(weight.dim(0));
        List<String> arguments = List.of(
                x.name(),
                parameter(layer + ".weight", weight),
                parameter(layer + ".bias", constant(new long[] {units}, 0)));
        nodes.add(new Node(layer, "Gemm", arguments, List.of(output), Map.of("transB", Attribute.of(1))));
        return new Value(output, units);
    }

    private String parameter(String name, Tensor value) {
        initializers.put(name, value);
        return name;
    }

    private static Tensor constant(long[] dims, float value) {
        float[] values = new float[Math.toIntExact(dims[0])];
        Arrays.fill(values, value);
        return Tensor.ofFloats(dims, values);
    }
}
