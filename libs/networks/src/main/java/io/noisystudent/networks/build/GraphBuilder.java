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
    private static final String CLASSIFIER = "classifier";

    private final String network;
    private final Initialization initialization;
    private final List<Node> nodes = new ArrayList<>();
    private final List<TensorSpec> inputs = new ArrayList<>();
    private final Parameters parameters = new Parameters();

    /** @param network the graph's name, which with the seed decides the initial weights */
    public GraphBuilder(String network, long seed) {
        this.network = network;
        this.initialization = new Initialization(network, seed);
    }

    /** Declares the input {@code images}, uint8 (N,H,W,C), and turns it into normalized float (N,C,H,W). */
    public Value images(ImageShape image, PixelNormalization normalization) {
        if (normalization.channels() != image.channels()) {
            throw new IllegalArgumentException("normalization has " + normalization.channels()
                    + " channels and the image " + image + " has " + image.channels());
        }
        inputs.add(Signature.input(image));
        nodes.addAll(Preprocessing.nodes(normalization, PixelNormalization.PIXEL_SCALE, Layout.NCHW, ChannelOrder.RGB));
        return new Value(Preprocessing.OUTPUT, image.channels());
    }

    /** A square convolution without bias, padded by half its kernel, weights (filters, channels, kernel, kernel). */
    public Value conv(String name, Value x, int filters, int kernel, int stride) {
        String weight = convolutionWeight(name, filters, x.channels(), kernel, 1);
        return node("Conv", name, List.of(x.name(), weight), window(kernel, stride, kernel / 2), filters);
    }

    /**
     * A square convolution without bias and with TensorFlow's padding SAME: the output has the input's size divided by
     * the stride, rounded up, and an odd row or column of padding is behind.
     */
    public Value convSame(String name, Value x, int filters, int kernel, int stride) {
        String weight = convolutionWeight(name, filters, x.channels(), kernel, 1);
        return node("Conv", name, List.of(x.name(), weight), same(kernel, stride), filters);
    }

    /** A depthwise convolution, one kernel per channel, without bias and with padding SAME. */
    public Value depthwiseSame(String name, Value x, int kernel, int stride) {
        String weight = convolutionWeight(name, x.channels(), 1, kernel, x.channels());
        Map<String, Attribute> attributes = same(kernel, stride);
        attributes.put("group", Attribute.of(x.channels()));
        return node("Conv", name, List.of(x.name(), weight), attributes, x.channels());
    }

    /** A 1x1 convolution with a bias that begins at 0. */
    public Value pointwise(String name, Value x, int filters) {
        String weight = convolutionWeight(name, filters, x.channels(), 1, 1);
        String bias = constant(name + ".bias", filters, 0, true);
        return node("Conv", name, List.of(x.name(), weight, bias), window(1, 1, 0), filters);
    }

    /** Batch normalization over channels: scale 1, bias 0, running mean 0, running variance 1. */
    public Value batchNorm(String name, Value x) {
        return batchNorm(name, x, BATCH_NORM_MOMENTUM, BATCH_NORM_EPSILON);
    }

    /** The same with another memory of the running statistics, ONNX's momentum, and another epsilon. */
    public Value batchNorm(String name, Value x, float momentum, float epsilon) {
        int channels = x.channels();
        List<String> arguments = List.of(
                x.name(),
                constant(name + ".scale", channels, 1, true),
                constant(name + ".bias", channels, 0, true),
                constant(name + ".mean", channels, 0, false),
                constant(name + ".var", channels, 1, false));
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("epsilon", Attribute.of(epsilon));
        attributes.put("momentum", Attribute.of(momentum));
        return node("BatchNormalization", name, arguments, attributes, channels);
    }

    public Value relu(String name, Value x) {
        return node("Relu", name, List.of(x.name()), Map.of(), x.channels());
    }

    public Value add(String name, Value x, Value y) {
        requireSameChannels("add " + name, x, y);
        return node("Add", name, List.of(x.name(), y.name()), Map.of(), x.channels());
    }

    /** {@code x * sigmoid(x)}, as two nodes (Ramachandran, Zoph, Le 2017). */
    public Value swish(String name, Value x) {
        return scale(name, x, sigmoid(name + ".sigmoid", x));
    }

    public Value sigmoid(String name, Value x) {
        return node("Sigmoid", name, List.of(x.name()), Map.of(), x.channels());
    }

    /** The product of a value and a factor per channel, or per element. */
    public Value scale(String name, Value x, Value factor) {
        requireSameChannels("scale " + name, x, factor);
        return node("Mul", name, List.of(x.name(), factor.name()), Map.of(), x.channels());
    }

    /** Maximum over windows of 2 x 2, halving height and width; an odd last row or column counts too. */
    public Value maxPool(String name, Value x) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("kernel_shape", Attribute.ofInts(2, 2));
        attributes.put("strides", Attribute.ofInts(2, 2));
        attributes.put("ceil_mode", Attribute.of(1));
        return node("MaxPool", name, List.of(x.name()), attributes, x.channels());
    }

    /** Maximum over square windows, padded by half the kernel. */
    public Value maxPool(String name, Value x, int kernel, int stride) {
        return node("MaxPool", name, List.of(x.name()), window(kernel, stride, kernel / 2), x.channels());
    }

    /** Mean over height and width, as an image of one pixel (N, channels, 1, 1). */
    public Value channelMeans(String name, Value x) {
        return node("GlobalAveragePool", name, List.of(x.name()), Map.of(), x.channels());
    }

    /** Mean over height and width, as features (N, channels). */
    public Value globalAveragePool(String name, Value x) {
        return flatten(name + ".flatten", channelMeans(name, x), x.channels());
    }

    /** Features (N, features) from whatever follows the batch. */
    public Value flatten(String name, Value x, int features) {
        return node("Flatten", name, List.of(x.name()), Map.of("axis", Attribute.of(1)), features);
    }

    /** A fully connected layer that a ReLU follows: weights N(0, 2/inputs), bias 0. */
    public Value dense(String name, Value x, int units) {
        long[] dims = {units, x.channels()};
        double deviation = StrictMath.sqrt(2.0 / x.channels());
        String weight = parameters.learned(
                name + ".weight", dims, () -> initialization.normal(name + ".weight", dims, deviation));
        return gemm(name, name, x, weight, units);
    }

    /**
     * Ends the network: classifier, {@code logits} and {@code probabilities}; metadata names the classes and the image.
     *
     * <p>The classifier's weights are uniform in +-1/sqrt(features), its bias 0.
     */
    public Graph classifier(Value features, List<String> classes, Map<String, String> metadata) {
        logits(features, classes.size(), 1 / StrictMath.sqrt(features.channels()));
        return finish(classes.size(), metadata);
    }

    /** Adds the classifier, with weights uniform in +-{@code bound} and bias 0. */
    void logits(Value features, int classes, double bound) {
        long[] dims = {classes, features.channels()};
        String name = CLASSIFIER + ".weight";
        String weight = parameters.learned(name, dims, () -> initialization.uniform(name, dims, bound));
        gemm(CLASSIFIER, Signature.LOGITS, features, weight, classes);
    }

    /** Numbers that training changes, in the layers so far. */
    long parameterCount() {
        return parameters.learnedCount();
    }

    /** Adds the probabilities, draws the weights and returns the network. */
    Graph finish(int classes, Map<String, String> metadata) {
        return finish(classes, parameters.draw(), metadata);
    }

    /** The same with zeros for weights, which take little memory. */
    Graph finishBlank(int classes) {
        return finish(classes, parameters.blank(), Map.of());
    }

    private Graph finish(int classes, Map<String, Tensor> weights, Map<String, String> metadata) {
        nodes.add(new Node(
                Signature.PROBABILITIES,
                "Softmax",
                List.of(Signature.LOGITS),
                List.of(Signature.PROBABILITIES),
                Map.of("axis", Attribute.of(-1))));
        return new Graph(network, OPSET, nodes, inputs, Signature.outputs(classes), weights, metadata);
    }

    private Value node(
            String operator, String name, List<String> arguments, Map<String, Attribute> attributes, int channels) {
        nodes.add(new Node(name, operator, arguments, List.of(name), attributes));
        return new Value(name, channels);
    }

    private Value gemm(String layer, String output, Value x, String weight, int units) {
        List<String> arguments = List.of(x.name(), weight, constant(layer + ".bias", units, 0, true));
        nodes.add(new Node(layer, "Gemm", arguments, List.of(output), Map.of("transB", Attribute.of(1))));
        return new Value(output, units);
    }

    private String convolutionWeight(String layer, int filters, int channels, int kernel, int groups) {
        long[] dims = {filters, channels, kernel, kernel};
        String name = layer + ".weight";
        return parameters.learned(name, dims, () -> initialization.kaimingNormal(name, dims, groups));
    }

    private String constant(String name, int size, float value, boolean learned) {
        long[] dims = {size};
        return learned
                ? parameters.learned(name, dims, () -> filled(size, value))
                : parameters.statistic(name, dims, () -> filled(size, value));
    }

    private static Tensor filled(int size, float value) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return Tensor.vector(values);
    }

    private static Map<String, Attribute> window(int kernel, int stride, int pad) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("kernel_shape", Attribute.ofInts(kernel, kernel));
        attributes.put("strides", Attribute.ofInts(stride, stride));
        attributes.put("pads", Attribute.ofInts(pad, pad, pad, pad));
        return attributes;
    }

    /** At stride 1 the padding is the same on all sides whatever the image; else it depends on the image's size. */
    private static Map<String, Attribute> same(int kernel, int stride) {
        if (stride == 1) {
            return window(kernel, stride, kernel / 2);
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("kernel_shape", Attribute.ofInts(kernel, kernel));
        attributes.put("strides", Attribute.ofInts(stride, stride));
        attributes.put("auto_pad", Attribute.of("SAME_UPPER"));
        return attributes;
    }

    private static void requireSameChannels(String layer, Value x, Value y) {
        if (x.channels() != y.channels()) {
            throw new IllegalArgumentException(layer + " of " + x.channels() + " and " + y.channels() + " channels");
        }
    }
}
