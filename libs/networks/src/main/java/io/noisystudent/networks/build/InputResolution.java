package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.validation.ServedSignature;
import io.noisystudent.networks.validation.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Serves a fully convolutional network at another height and width than it was built for, with the same weights: the
 * test resolution of Touvron et al. 2019 (FixRes).
 *
 * <p>Nothing in the network changes but its declared input. Whether it can is found by inferring all shapes again: a
 * network that multiplies its pixels by fixed weights, or has an embedding for each position, is refused with the name
 * of the node.
 */
public final class InputResolution {
    private static final int BATCH = 2;
    private static final int LARGER = 2;

    private InputResolution() {}

    /**
     * The network for images of that height and width; its metadata says so.
     *
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} if it has not the served signature, {@code BAD_GRAPH} if
     *     it works at its own size only, {@code MODEL_LIMITS} if it needs too much at the new one
     */
    public static Graph at(Graph graph, int height, int width) {
        ImageShape image =
                new ImageShape(height, width, ServedSignature.of(graph).channels());
        require(graph, image);
        return with(graph, Dimension.of(height), Dimension.of(width), image);
    }

    /**
     * The network for images of any height and width, a size per batch; its metadata keeps the one that it was made
     * for, which is what services use.
     *
     * @throws NoisyStudentException as {@link #at} for twice the height and width, and {@code SIGNATURE_MISMATCH} if
     *     neither signature nor metadata say for which size it was made
     */
    public static Graph open(Graph graph) {
        ServedSignature signature = ServedSignature.of(graph);
        ImageShape made = signature
                .image(graph)
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.SIGNATURE_MISMATCH,
                        Signature.IMAGES,
                        "the model does not say for which height and width it was made; add the metadata "
                                + ModelMetadata.IMAGE));
        require(graph, new ImageShape(LARGER * made.height(), LARGER * made.width(), made.channels()));
        return with(graph, Dimension.of("H"), Dimension.of("W"), made);
    }

    private static void require(Graph graph, ImageShape image) {
        long classes = ServedSignature.of(graph).classes();
        long[] logits = Shapes.infer(graph, image, BATCH).of(Signature.LOGITS);
        if (!Arrays.equals(logits, new long[] {BATCH, classes})) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_GRAPH,
                    Signature.LOGITS,
                    "for images of " + image + " the logits are " + Arrays.toString(logits) + " and not [" + BATCH
                            + ", " + classes + "]; the network works at its own size only");
        }
    }

    private static Graph with(Graph graph, Dimension height, Dimension width, ImageShape image) {
        TensorSpec images = graph.inputs().get(0);
        List<Dimension> shape = new ArrayList<>(images.shape());
        shape.set(1, height);
        shape.set(2, width);
        Optional<List<String>> classes = ModelMetadata.classes(graph);
        Map<String, String> metadata = new LinkedHashMap<>(graph.metadata());
        metadata.putAll(ModelMetadata.problem(image, classes.orElse(List.of())));
        if (classes.isEmpty()) {
            metadata.remove(ModelMetadata.CLASSES);
        }
        return new Graph(
                graph.name(),
                graph.opset(),
                graph.nodes(),
                List.of(new TensorSpec(images.name(), images.type(), shape)),
                graph.outputs(),
                graph.initializers(),
                metadata);
    }
}
