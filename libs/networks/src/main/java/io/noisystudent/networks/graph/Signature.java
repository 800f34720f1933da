package io.noisystudent.networks.graph;

import io.noisystudent.contracts.config.ImageShape;
import java.util.List;

/**
 * The served signature that every model has: {@code images} uint8 (N,H,W,C) in, {@code logits} and
 * {@code probabilities} float32 (N,K) out. Normalization is inside the graph.
 */
public final class Signature {
    public static final String IMAGES = "images";
    public static final String LOGITS = "logits";
    public static final String PROBABILITIES = "probabilities";

    /** The symbol of the batch dimension in graphs that we build. */
    public static final String BATCH = "N";

    private Signature() {}

    /** The input of a classifier of images of that shape. */
    public static TensorSpec input(ImageShape image) {
        return new TensorSpec(
                IMAGES,
                ElementType.UINT8,
                List.of(
                        Dimension.of(BATCH),
                        Dimension.of(image.height()),
                        Dimension.of(image.width()),
                        Dimension.of(image.channels())));
    }

    /** The outputs of a classifier of that many classes. */
    public static List<TensorSpec> outputs(int classes) {
        List<Dimension> shape = List.of(Dimension.of(BATCH), Dimension.of(classes));
        return List.of(
                new TensorSpec(LOGITS, ElementType.FLOAT, shape),
                new TensorSpec(PROBABILITIES, ElementType.FLOAT, shape));
    }
}
