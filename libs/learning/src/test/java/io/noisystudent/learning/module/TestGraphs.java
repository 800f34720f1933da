package io.noisystudent.learning.module;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
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
import java.util.Random;

/**
 * Writes small graphs for tests: uint8 images of 6 x 6 with 3 channels go in, are scaled to about -1 to 1 as value
 * {@code x} (N, 3, 6, 6), and any value can be made the logits.
 */
public final class TestGraphs {
    public static final int SIDE = 6;
    public static final int CHANNELS = 3;
    public static final int CLASSES = 4;
    private static final int OPSET = 18;

    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> initializers = new LinkedHashMap<>();
    private final Random random;

    public TestGraphs(long seed) {
        random = new Random(seed);
        constant("mean", Tensor.scalar(127.5f));
        constant("scale", Tensor.scalar(1 / 127.5f));
        node("Cast", "float", List.of(Signature.IMAGES), Map.of("to", Attribute.of(1)));
        node("Transpose", "channelsFirst", List.of("float"), Map.of("perm", Attribute.ofInts(0, 3, 1, 2)));
        node("Sub", "centered", List.of("channelsFirst", "mean"), Map.of());
        node("Mul", "x", List.of("centered", "scale"), Map.of());
    }

    /** A node whose name and only output are the same. */
    public TestGraphs node(String operator, String output, List<String> inputs, Map<String, Attribute> attributes) {
        nodes.add(new Node(output, operator, inputs, List.of(output), attributes));
        return this;
    }

    public TestGraphs node(String operator, String output, String... inputs) {
        return node(operator, output, List.of(inputs), Map.of());
    }

    public TestGraphs add(Node node) {
        nodes.add(node);
        return this;
    }

    public TestGraphs constant(String name, Tensor value) {
        nodes.add(new Node(name, "Constant", List.of(), List.of(name), Map.of("value", Attribute.of(value))));
        return this;
    }

    /** Normally distributed initial values of that size, times {@code scale}. */
    public TestGraphs weight(String name, double scale, long... dims) {
        float[] values = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        initializers.put(name, Tensor.ofFloats(dims, values));
        return this;
    }

    public TestGraphs initializer(String name, Tensor value) {
        initializers.put(name, value);
        return this;
    }

    /** A convolution with its weight, padded to keep the size. */
    public TestGraphs conv(String output, String input, int channels, int filters) {
        weight(output + ".weight", 0.3, filters, channels, 3, 3);
        return node("Conv", output, List.of(input, output + ".weight"), Map.of("pads", Attribute.ofInts(1, 1, 1, 1)));
    }

    public TestGraphs batchNorm(String output, String input, int channels) {
        weight(output + ".scale", 0.5, channels);
        weight(output + ".bias", 0.5, channels);
        weight(output + ".mean", 0.2, channels);
        float[] variance = new float[channels];
        for (int i = 0; i < channels; i++) {
            variance[i] = 0.5f + random.nextFloat();
        }
        initializer(output + ".var", Tensor.vector(variance));
        return node(
                "BatchNormalization",
                output,
                input,
                output + ".scale",
                output + ".bias",
                output + ".mean",
                output + ".var");
    }

    /** Ends with a mean over positions and a linear classifier on a value of (N, channels, H, W). */
    public Graph classify(String value, int channels) {
        node("GlobalAveragePool", "pool", value);
        node("Flatten", "features", "pool");
        return classifyFeatures("features", channels);
    }

    /** Ends with a linear classifier on a value of (N, features). */
    public Graph classifyFeatures(String value, int features) {
        weight("classifier.weight", 0.5, CLASSES, features);
        weight("classifier.bias", 0.5, CLASSES);
        nodes.add(new Node(
                "classifier",
                "Gemm",
                List.of(value, "classifier.weight", "classifier.bias"),
                List.of(Signature.LOGITS),
                Map.of("transB", Attribute.of(1))));
        node("Softmax", Signature.PROBABILITIES, Signature.LOGITS);
        TensorSpec images = new TensorSpec(
                Signature.IMAGES,
                ElementType.UINT8,
                List.of(Dimension.of("N"), Dimension.of(SIDE), Dimension.of(SIDE), Dimension.of(CHANNELS)));
        return new Graph("test", OPSET, nodes, List.of(images), Signature.outputs(CLASSES), initializers, Map.of());
    }
}
