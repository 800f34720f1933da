package io.noisystudent.labeler.inference;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.ContentType;
import io.noisystudent.vision.decode.EncodedSamples;
import io.noisystudent.vision.decode.ImageDecoder;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

/** The images of one request, as the model takes them. */
final class ImageTensor {
    private static final String PIXELS = "UINT8";
    private static final String FILES = "BYTES";

    private ImageTensor() {}

    /**
     * Reads the only input of a request.
     *
     * @return uint8 (N,H,W,C) from position to limit
     * @throws NoisyStudentException {@code BAD_REQUEST}, {@code TOO_LARGE}, or why an image cannot be decoded
     */
    static ByteBuffer read(InferRequest request, ImageShape shape, int maxImages) {
        List<InferRequest.InputTensor> inputs = request.inputs() == null ? List.of() : request.inputs();
        if (inputs.size() != 1) {
            throw bad("inputs", "the request has " + inputs.size() + " inputs; send one, named images");
        }
        InferRequest.InputTensor input = inputs.get(0);
        List<Long> dimensions = input.shape() == null ? List.of() : input.shape();
        TensorData data = input.data();
        if (dimensions.isEmpty() || data == null) {
            throw bad("inputs", "the input has no shape or no data");
        }
        long images = dimensions.get(0);
        if (images < 1) {
            throw bad("shape", "the shape is " + dimensions + "; send at least one image");
        }
        if (images > maxImages) {
            throw new NoisyStudentException(
                    ErrorCode.TOO_LARGE,
                    "shape",
                    images + " images in one request; send at most " + maxImages + " at a time");
        }
        return switch (String.valueOf(input.datatype())) {
            case PIXELS -> pixels(dimensions, data, shape);
            case FILES -> files(dimensions, data.strings(), shape);
            default ->
                throw bad(
                        "datatype", "the datatype is " + input.datatype() + "; send UINT8 pixels or BYTES with base64");
        };
    }

    private static ByteBuffer pixels(List<Long> dimensions, TensorData data, ImageShape shape) {
        List<Long> expected =
                List.of(dimensions.get(0), (long) shape.height(), (long) shape.width(), (long) shape.channels());
        if (!dimensions.equals(expected)) {
            throw bad("shape", "the shape is " + dimensions + "; this model takes " + expected);
        }
        int bytes = Math.toIntExact(dimensions.get(0)) * shape.bytes();
        if (data.numbers() != bytes || !data.strings().isEmpty()) {
            throw bad("data", "the data are " + data.numbers() + " numbers; shape " + dimensions + " has " + bytes);
        }
        ByteBuffer images = ByteBuffer.allocate(bytes);
        data.copy(0, images);
        return images.flip();
    }

    private static ByteBuffer files(List<Long> dimensions, List<String> files, ImageShape shape) {
        if (dimensions.size() != 1 || dimensions.get(0) != files.size()) {
            throw bad(
                    "shape",
                    "the shape is " + dimensions + " and the data are " + files.size()
                            + " strings; the shape of BYTES is their number");
        }
        ByteBuffer images = ByteBuffer.allocate(files.size() * shape.bytes());
        try (ImageDecoder decoder = new ImageDecoder(shape)) {
            for (int i = 0; i < files.size(); i++) {
                decode(decoder, i, files.get(i), images);
            }
        }
        return images.flip();
    }

    private static void decode(ImageDecoder decoder, int index, String file, ByteBuffer images) {
        String subject = "data[" + index + "]";
        try {
            byte[] bytes = Base64.getDecoder().decode(file);
            ContentType type = ContentType.of(null, bytes);
            EncodedSamples samples = decoder.open(bytes, type);
            if (samples.count() != 1) {
                throw bad(subject, "an array of " + samples.count() + " images; send one image in each string");
            }
            samples.decode(0, images);
        } catch (IllegalArgumentException e) {
            throw bad(subject, "the string is no base64: " + e.getMessage());
        } catch (NoisyStudentException e) {
            throw new NoisyStudentException(e.code(), subject, String.valueOf(e.getMessage()), e);
        }
    }

    private static NoisyStudentException bad(String subject, String message) {
        return new NoisyStudentException(ErrorCode.BAD_REQUEST, subject, message);
    }
}
