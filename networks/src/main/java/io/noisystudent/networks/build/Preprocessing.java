package io.noisystudent.networks.build;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import java.util.List;
import java.util.Map;

/** The nodes that turn uint8 (N,H,W,C) into normalised float (N,C,H,W), so that no consumer has to. */
final class Preprocessing {
    static final String OUTPUT = "preprocessing.normalized";

    private static final float PIXEL_SCALE = 255f;

    private Preprocessing() {}

    static void add(GraphBuilder builder, Normalization normalization) {
        int channels = normalization.channels();
        float[] mean = new float[channels];
        float[] scale = new float[channels];
        for (int c = 0; c < channels; c++) {
            mean[c] = normalization.mean().get(c) * PIXEL_SCALE;
            scale[c] = 1 / (normalization.std().get(c) * PIXEL_SCALE);
        }
        Map<String, Attribute> toFloat = Map.of("to", Attribute.of(ElementType.FLOAT.onnxCode()));
        Value cast = builder.node("Cast", "preprocessing.cast", List.of(Signature.IMAGES), toFloat, channels);
        Map<String, Attribute> toChannelsFirst = Map.of("perm", Attribute.ofInts(0, 3, 1, 2));
        Value transposed =
                builder.node("Transpose", "preprocessing.transpose", List.of(cast.name()), toChannelsFirst, channels);
        Value means = constant(builder, "preprocessing.mean", mean);
        Value centred = builder.node(
                "Sub", "preprocessing.centred", List.of(transposed.name(), means.name()), Map.of(), channels);
        Value scales = constant(builder, "preprocessing.scale", scale);
        builder.node("Mul", OUTPUT, List.of(centred.name(), scales.name()), Map.of(), channels);
    }

    private static Value constant(GraphBuilder builder, String name, float[] perChannel) {
        Tensor tensor = Tensor.ofFloats(new long[] {perChannel.length, 1, 1}, perChannel);
        return builder.node("Constant", name, List.of(), Map.of("value", Attribute.of(tensor)), perChannel.length);
    }
}
