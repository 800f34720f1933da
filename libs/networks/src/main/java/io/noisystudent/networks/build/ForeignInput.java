package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.List;

/** Whether a model that was made elsewhere takes the images that are declared for it. */
public final class ForeignInput {
    private ForeignInput() {}

    /**
     * The only input of the graph: floats of four axes, of which all but the batch fit the declaration or are open.
     *
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH} with what the model takes and what to change
     */
    public static TensorSpec of(Graph graph, ForeignModel declared) {
        if (graph.inputs().size() != 1) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    "input",
                    "the model has " + graph.inputs().size() + " inputs: " + graph.inputs()
                            + "; one that has exactly one can be imported");
        }
        TensorSpec input = graph.inputs().get(0);
        if (!fits(input, declared.layout(), declared.image())) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    input.name(),
                    "the model has " + input + "; the declaration needs a FLOAT "
                            + shape(declared.layout(), declared.image()) + " in layout " + declared.layout() + ": "
                            + advice(input, declared));
        }
        return input;
    }

    private static boolean fits(TensorSpec input, Layout layout, ImageShape image) {
        List<Dimension> wanted = shape(layout, image);
        if (input.type() != ElementType.FLOAT || input.shape().size() != wanted.size()) {
            return false;
        }
        for (int axis = 1; axis < wanted.size(); axis++) {
            Dimension found = input.shape().get(axis);
            if (found instanceof Dimension.Fixed && !found.equals(wanted.get(axis))) {
                return false;
            }
        }
        return true;
    }

    private static List<Dimension> shape(Layout layout, ImageShape image) {
        Dimension batch = Dimension.of(Signature.BATCH);
        Dimension height = Dimension.of(image.height());
        Dimension width = Dimension.of(image.width());
        Dimension channels = Dimension.of(image.channels());
        return layout == Layout.NCHW
                ? List.of(batch, channels, height, width)
                : List.of(batch, height, width, channels);
    }

    private static String advice(TensorSpec input, ForeignModel declared) {
        if (input.type() != ElementType.FLOAT) {
            return "export it with an input of floats";
        }
        if (input.shape().size() != 4) {
            return "export it with a batch of images as input";
        }
        Layout other = declared.layout() == Layout.NCHW ? Layout.NHWC : Layout.NCHW;
        if (fits(input, other, declared.image())) {
            return "it fits --layout " + other;
        }
        Dimension channels = input.shape().get(declared.layout() == Layout.NCHW ? 1 : 3);
        if (channels instanceof Dimension.Fixed
                && !channels.equals(Dimension.of(declared.image().channels()))) {
            return "it is for other channels; give pipeline.yaml image.channels of " + channels
                    + ", or take a network for " + declared.image().channels();
        }
        return "it is for another size; give pipeline.yaml the height and width of the network, or export it for those of"
                + " the pipeline or with dynamic ones";
    }
}
