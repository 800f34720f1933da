package io.noisystudent.networks.build;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The nodes that turn uint8 (N,H,W,C) into normalized floats, so that no consumer has to. */
final class Preprocessing {
    /** Spelled as in the files of earlier releases, which a replay has to reproduce. */
    private static final String CENTERED = "centred";

    static final String PREFIX = "preprocessing.";
    static final String OUTPUT = PREFIX + "normalized";

    private final List<Node> nodes = new ArrayList<>();

    private Preprocessing() {}

    /**
     * Cast, reversal of the colors and transposition if the network needs them, and (pixel * scale - mean) / std in two nodes.
     *
     * @param scale what pixels of 0 to 255 are multiplied by before the mean is taken off
     */
    static List<Node> nodes(PixelNormalization normalization, float scale, Layout layout, ChannelOrder order) {
        int channels = normalization.channels();
        float[] center = new float[channels];
        float[] factor = new float[channels];
        for (int c = 0; c < channels; c++) {
            center[c] = normalization.mean().get(c) / scale;
            factor[c] = scale / normalization.std().get(c);
        }
        Preprocessing chain = new Preprocessing();
        long[] perChannel = layout == Layout.NCHW ? new long[] {channels, 1, 1} : new long[] {channels};
        String value = chain.node(
                "Cast", "cast", List.of(Signature.IMAGES), Map.of("to", Attribute.of(ElementType.FLOAT.onnxCode())));
        if (order == ChannelOrder.BGR) {
            String reversed = chain.constant("order", Tensor.vector(2L, 1L, 0L));
            value = chain.node("Gather", "channels", List.of(value, reversed), Map.of("axis", Attribute.of(3)));
        }
        if (layout == Layout.NCHW) {
            Map<String, Attribute> channelsFirst = Map.of("perm", Attribute.ofInts(0, 3, 1, 2));
            value = chain.node("Transpose", "transpose", List.of(value), channelsFirst);
        }
        value = chain.node(
                "Sub", CENTERED, List.of(value, chain.constant("mean", Tensor.ofFloats(perChannel, center))), Map.of());
        chain.node(
                "Mul",
                "normalized",
                List.of(value, chain.constant("scale", Tensor.ofFloats(perChannel, factor))),
                Map.of());
        return chain.nodes;
    }

    private String constant(String name, Tensor value) {
        return node("Constant", name, List.of(), Map.of("value", Attribute.of(value)));
    }

    private String node(String operator, String name, List<String> inputs, Map<String, Attribute> attributes) {
        nodes.add(new Node(PREFIX + name, operator, inputs, List.of(PREFIX + name), attributes));
        return PREFIX + name;
    }
}
