package io.noisystudent.networks.validation;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.List;
import java.util.Optional;

/**
 * What a graph's inputs and outputs say, once they are known to be the served signature.
 *
 * @param height of the images; symbolic when the network takes any
 * @param width of the images; symbolic when the network takes any
 * @param channels 1 or 3
 * @param classes K
 */
public record ServedSignature(Dimension height, Dimension width, int channels, int classes) {
    private static final int MAX_SIDE = 16_384;
    private static final int MAX_CLASSES = 1_000_000;

    /**
     * Reads the signature of a graph.
     *
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} that says what was found and what is needed
     */
    public static ServedSignature of(Graph graph) {
        TensorSpec images = single(graph.inputs(), Signature.IMAGES, "input");
        List<Dimension> shape = images.shape();
        require(
                images.type() == ElementType.UINT8 && shape.size() == 4 && isBatch(shape.get(0)),
                images,
                "uint8 (N,H,W,C) with a symbolic N");
        require(
                shape.get(3) instanceof Dimension.Fixed c && (c.size() == 1 || c.size() == 3),
                images,
                "1 or 3 channels, last");
        for (Dimension side : shape.subList(1, 3)) {
            require(
                    side instanceof Dimension.Symbolic
                            || (side instanceof Dimension.Fixed f && f.size() > 0 && f.size() <= MAX_SIDE),
                    images,
                    "a height and width from 1 to " + MAX_SIDE);
        }
        int classes = classes(single(graph.outputs(), Signature.LOGITS, "output"));
        TensorSpec probabilities = single(graph.outputs(), Signature.PROBABILITIES, "output");
        require(classes(probabilities) == classes, probabilities, "as many columns as logits, " + classes);
        return new ServedSignature(shape.get(1), shape.get(2), (int) ((Dimension.Fixed) shape.get(3)).size(), classes);
    }

    /** Checks the image's shape against the one that a pipeline uses; symbolic sides take any. */
    public void requireImage(ImageShape wanted) {
        boolean fits = fits(height, wanted.height()) && fits(width, wanted.width()) && channels == wanted.channels();
        if (!fits) {
            throw mismatch(
                    Signature.IMAGES,
                    "the model takes images of " + height + "x" + width + "x" + channels + "; the pipeline has "
                            + wanted);
        }
    }

    /** Checks the number of classes, and their names and order where the graph's metadata has them. */
    public void requireClasses(Graph graph, List<String> wanted) {
        if (classes != wanted.size()) {
            throw mismatch(
                    Signature.LOGITS,
                    "the model has " + classes + " classes; the pipeline has " + wanted.size() + ": " + wanted);
        }
        Optional<List<String>> named = ModelMetadata.classes(graph);
        if (named.isPresent() && !named.get().equals(wanted)) {
            throw mismatch(
                    ModelMetadata.CLASSES,
                    "the model's classes are " + named.get() + "; the pipeline's are " + wanted
                            + ": names and order must agree");
        }
    }

    /** The shape of one image: from the graph's metadata where the signature leaves a side open. */
    public Optional<ImageShape> image(Graph graph) {
        if (height instanceof Dimension.Fixed h && width instanceof Dimension.Fixed w) {
            return Optional.of(new ImageShape(Math.toIntExact(h.size()), Math.toIntExact(w.size()), channels));
        }
        Optional<ImageShape> declared = ModelMetadata.image(graph);
        declared.ifPresent(this::requireImage);
        return declared;
    }

    private static boolean fits(Dimension side, int size) {
        return side instanceof Dimension.Symbolic || side.equals(Dimension.of(size));
    }

    private static int classes(TensorSpec output) {
        String need = "float32 (N,K) with a symbolic N and a fixed K of 2 or more";
        require(output.type() == ElementType.FLOAT && output.shape().size() == 2, output, need);
        require(isBatch(output.shape().get(0)), output, need);
        Dimension k = output.shape().get(1);
        require(k instanceof Dimension.Fixed f && f.size() >= 2 && f.size() <= MAX_CLASSES, output, need);
        return (int) ((Dimension.Fixed) k).size();
    }

    private static boolean isBatch(Dimension dimension) {
        return dimension instanceof Dimension.Symbolic;
    }

    private static TensorSpec single(List<TensorSpec> specs, String name, String kind) {
        boolean input = kind.equals("input");
        return specs.stream()
                .filter(spec -> spec.name().equals(name) && (!input || specs.size() == 1))
                .findFirst()
                .orElseThrow(() -> mismatch(
                        name,
                        "the model's " + kind + "s are " + specs + "; needed is " + (input ? "exactly one " : "an ")
                                + kind + " named " + name
                                + ". A foreign model gets the served signature by ModelImport"));
    }

    private static void require(boolean holds, TensorSpec spec, String need) {
        if (!holds) {
            throw mismatch(spec.name(), spec + " is not as needed: " + need);
        }
    }

    private static NoisyStudentException mismatch(String subject, String message) {
        return new NoisyStudentException(ErrorCode.SIGNATURE_MISMATCH, subject, message);
    }
}
