package io.noisystudent.labeler.inference;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.List;

/** Takes the only input of a request apart. */
final class ImageTensor {
    /** The name of the input. */
    static final String NAME = "images";

    private static final String PIXELS = "UINT8";
    private static final String FILES = "BYTES";

    private ImageTensor() {}

    /**
     * The images of a request; nothing is decoded yet.
     *
     * @throws NoisyStudentException {@code BAD_REQUEST} or {@code TOO_LARGE}
     */
    static RequestImages of(InferRequest request, ImageShape shape, Resize resize, InferenceLimits limits) {
        List<InferRequest.InputTensor> inputs = request.inputs() == null ? List.of() : request.inputs();
        if (inputs.size() != 1) {
            throw bad("inputs", "the request has " + inputs.size() + " inputs; send one, named images");
        }
        InferRequest.InputTensor input = inputs.get(0);
        if (!NAME.equals(input.name())) {
            throw bad("inputs", "there is no input '" + input.name() + "'; the model takes one, named " + NAME);
        }
        return switch (String.valueOf(input.datatype())) {
            case PIXELS -> {
                TensorData data = data(input, limits);
                yield pixels(dimensions(input), data, shape);
            }
            case FILES -> {
                TensorData data = data(input, limits);
                requireCount(dimensions(input), data);
                yield new EncodedImages(data.files(), shape, resize, limits.pixels());
            }
            default ->
                throw bad(
                        "datatype",
                        "the datatype is " + input.datatype() + "; send UINT8 pixels, or BYTES with image files");
        };
    }

    private static List<Long> dimensions(InferRequest.InputTensor input) {
        List<Long> dimensions = input.shape();
        return dimensions == null ? List.of() : dimensions;
    }

    /** The data of an input whose shape names a number of images that may be. */
    private static TensorData data(InferRequest.InputTensor input, InferenceLimits limits) {
        List<Long> dimensions = dimensions(input);
        TensorData data = input.data();
        if (dimensions.isEmpty() || data == null) {
            throw bad("inputs", "the input has no shape or no data; send both, or binary_data_size in its parameters");
        }
        long images = dimensions.get(0);
        if (images < 1) {
            throw bad("shape", "the shape is " + dimensions + "; send at least one image");
        }
        if (images > limits.images()) {
            throw new NoisyStudentException(
                    ErrorCode.TOO_LARGE,
                    "shape",
                    images + " images in one request; send at most " + limits.images() + " at a time");
        }
        data.requireReadable();
        return data;
    }

    private static RequestImages pixels(List<Long> dimensions, TensorData data, ImageShape shape) {
        List<Long> expected =
                List.of(dimensions.get(0), (long) shape.height(), (long) shape.width(), (long) shape.channels());
        if (!dimensions.equals(expected)) {
            throw bad("shape", "the shape is " + dimensions + "; this model takes " + expected);
        }
        int bytes = Math.toIntExact(dimensions.get(0)) * shape.bytes();
        if (data.numbers() != bytes || !data.files().isEmpty()) {
            throw bad("data", "the data are " + data.numbers() + " numbers; shape " + dimensions + " has " + bytes);
        }
        return new PixelImages(data, Math.toIntExact(dimensions.get(0)));
    }

    private static void requireCount(List<Long> dimensions, TensorData data) {
        int files = data.files().size();
        if (dimensions.size() != 1 || dimensions.get(0) != files || data.numbers() > 0) {
            throw bad(
                    "shape",
                    "the shape is " + dimensions + " and the data are " + files
                            + " strings; the shape of BYTES is their number");
        }
    }

    private static NoisyStudentException bad(String subject, String message) {
        return new NoisyStudentException(ErrorCode.BAD_REQUEST, subject, message);
    }
}
