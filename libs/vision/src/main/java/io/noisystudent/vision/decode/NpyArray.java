package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.sample.ContentType;
import java.util.List;

/**
 * A batch of images in a NumPy array of unsigned bytes in C order.
 *
 * <p>Four dimensions are (N, H, W, C), two are (H, W). Three are (H, W, C) if the last is 1 or 3, otherwise (N, H, W):
 * a batch of gray images that are 1 or 3 pixels wide must be sent with four. C is 1 or 3, whatever the pipeline uses;
 * colors are converted and sizes resized as for every other image.
 *
 * @param count N
 * @param image height, width and channels of each image
 * @param dataOffset where the first image starts in the value
 */
record NpyArray(int count, ImageShape image, int dataOffset) {

    /**
     * Reads the header and checks it against the value's length and the limits.
     *
     * @param shape what the images will be resized to
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BAD_ARRAY}, {@code TOO_MANY_PIXELS} or
     *     {@code BAD_DIMENSIONS}
     */
    static NpyArray parse(byte[] value, DecodeLimits limits, ImageShape shape) {
        if (!ContentType.NPY.matches(value)) {
            throw Refusals.array("the value does not start like an npy file; check its content-type header");
        }
        NpyHeader header = NpyHeader.parse(value);
        if (!header.descr().equals("|u1")) {
            throw Refusals.array(
                    "the elements are of type '" + header.descr() + "'; send uint8 ('|u1') with values of 0 to 255");
        }
        if (header.fortranOrder()) {
            throw Refusals.array("the array is in Fortran order; send numpy.ascontiguousarray of it");
        }
        List<Long> dimensions = batched(header.shape());
        long count = dimensions.get(0);
        long channels = dimensions.get(3);
        if (count < 1 || count > limits.maxImages()) {
            throw Refusals.array(
                    "the array has " + count + " images; send 1 to " + limits.maxImages() + " in a record");
        }
        if (channels != 1 && channels != 3) {
            throw Refusals.array("the images have " + channels + " channels; send 1 (gray) or 3 (RGB)");
        }
        long height = dimensions.get(1);
        long width = dimensions.get(2);
        limits.check("npy", height, width, shape);
        long stated = count * height * width * channels;
        int actual = value.length - header.dataOffset();
        if (stated != actual) {
            throw Refusals.array(
                    "shape " + header.shape() + " needs " + stated + " bytes, but the value has " + actual);
        }
        return new NpyArray(
                (int) count, new ImageShape((int) height, (int) width, (int) channels), header.dataOffset());
    }

    private static List<Long> batched(List<Long> shape) {
        return switch (shape.size()) {
            case 4 -> shape;
            case 3 -> {
                long last = shape.get(2);
                yield last == 1 || last == 3
                        ? List.of(1L, shape.get(0), shape.get(1), last)
                        : List.of(shape.get(0), shape.get(1), last, 1L);
            }
            case 2 -> List.of(1L, shape.get(0), shape.get(1), 1L);
            default ->
                throw Refusals.array("shape " + shape + " has " + shape.size()
                        + " dimensions; send (N,H,W,C), (N,H,W), (H,W,C) or (H,W)");
        };
    }

    /** Height times width of all images together. */
    long pixels() {
        return (long) count * image.height() * image.width();
    }

    /** Where an image starts in the value. */
    int offset(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("image " + index + " of " + count);
        }
        return dataOffset + index * image.bytes();
    }
}
