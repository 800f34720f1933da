package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.ContentType;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

import static java.util.Objects.requireNonNull;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_GRAYSCALE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

/**
 * Decodes JPEG, PNG and npy bytes into unsigned bytes, HWC, of the pipeline's shape: the same pixels for training, for
 * labeling and for serving.
 *
 * <p>The rules: colors and size as in {@link Fitter}; a JPEG that is far too large is reduced by 2, 4 or 8 while it is
 * decoded, to not less than twice the shape; EXIF orientation of a JPEG is applied, of a PNG ignored; alpha
 * is dropped without blending; of 16-bit samples the upper byte counts; palettes are resolved; color profiles and gamma
 * are ignored; JPEG with four components (CMYK) or other than 8 bits is refused; of an animated PNG the first frame
 * counts. Sizes are checked in the header, before anything is allocated for them.
 *
 * <p>Not thread-safe: one instance per thread, reused for any number of records; it owns native memory.
 */
public final class ImageDecoder implements AutoCloseable {
    static {
        // Here, because the first field that names a native class would load it without the lock.
        OpenCv.ensureLoaded();
    }

    private static final int INITIAL_CAPACITY = 1 << 16;

    private final ImageShape shape;
    private final DecodeLimits limits;
    private final PngStructure png;
    private final JpegStructure jpeg;
    private final Fitter fitter;
    private final Mat decoded = new Mat();
    private Mat encoded;
    private ByteBuffer encodedBytes;

    /** A decoder with {@link DecodeLimits#DEFAULT}. */
    public ImageDecoder(ImageShape shape, Resize resize) {
        this(shape, resize, DecodeLimits.DEFAULT);
    }

    /** @param resize how images of another aspect are brought to the shape */
    public ImageDecoder(ImageShape shape, Resize resize, DecodeLimits limits) {
        this.shape = requireNonNull(shape, "shape is null");
        this.limits = requireNonNull(limits, "limits is null");
        this.png = new PngStructure(limits, shape);
        this.jpeg = new JpegStructure(limits, shape);
        this.fitter = new Fitter(shape, resize);
        this.encoded = new Mat(1, INITIAL_CAPACITY, CV_8UC1);
        this.encodedBytes = view(encoded, INITIAL_CAPACITY);
    }

    /** The shape of every decoded image. */
    public ImageShape shape() {
        return shape;
    }

    /**
     * How many pixels a record's value claims, before anything is allocated or read for them.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException as {@link #open}
     */
    public long pixels(byte[] value, ContentType type) {
        requireContent(value, type);
        return switch (type) {
            case JPEG -> jpeg.pixels(value);
            case PNG -> png.pixels(value);
            case NPY -> NpyArray.parse(value, limits, shape).pixels();
            case JSON -> throw unresolved();
        };
    }

    /**
     * Checks a record's value as far as its headers tell, without decoding pixels.
     *
     * @param value the record's bytes; not copied and not to be changed while its samples are in use
     * @param type JPEG, PNG or NPY; a claim check must have been resolved
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code EMPTY_VALUE}, {@code UNDECODABLE_IMAGE},
     *     {@code TRUNCATED_IMAGE}, {@code TOO_MANY_PIXELS}, {@code BAD_DIMENSIONS} or {@code BAD_ARRAY}
     */
    public EncodedSamples open(byte[] value, ContentType type) {
        requireContent(value, type);
        return switch (type) {
            case JPEG -> {
                jpeg.copyEssential(value, room(value.length));
                yield picture(type, jpeg.reduction());
            }
            case PNG -> {
                png.copyEssential(value, room(value.length));
                yield picture(type, 1);
            }
            case NPY -> new Batch(value, NpyArray.parse(value, limits, shape));
            case JSON -> throw unresolved();
        };
    }

    private static void requireContent(byte[] value, ContentType type) {
        if (value.length == 0) {
            throw Refusals.image(ErrorCode.EMPTY_VALUE, type.mediaType(), "the value has no bytes; send an image");
        }
    }

    private static IllegalArgumentException unresolved() {
        return new IllegalArgumentException("a claim check is resolved before it is decoded");
    }

    private ByteBuffer room(int bytes) {
        if (bytes > encodedBytes.capacity()) {
            encoded.close();
            int capacity = Math.max(bytes, (int) Math.min(Integer.MAX_VALUE, 2L * encodedBytes.capacity()));
            encoded = new Mat(1, capacity, CV_8UC1);
            encodedBytes = view(encoded, capacity);
        }
        return encodedBytes.clear();
    }

    private static ByteBuffer view(Mat mat, int bytes) {
        return new BytePointer(mat.data()).capacity(bytes).asByteBuffer();
    }

    private EncodedSamples picture(ContentType type, int reduction) {
        int colors = shape.channels() == 1 ? IMREAD_GRAYSCALE : IMREAD_COLOR_RGB;
        // Named after gray, these flags say nothing but the reduction.
        int reduced =
                switch (reduction) {
                    case 2 -> IMREAD_REDUCED_GRAYSCALE_2;
                    case 4 -> IMREAD_REDUCED_GRAYSCALE_4;
                    case 8 -> IMREAD_REDUCED_GRAYSCALE_8;
                    default -> 0;
                };
        return new Picture(type, encodedBytes.position(), colors | reduced);
    }

    private void decodePicture(ContentType type, int length, int flags, ByteBuffer destination) {
        // A single row of which only the length changes from image to image: no native header to make for each.
        encoded.cols(length);
        try (Mat image = imdecode(encoded, flags, decoded)) {
            if (image.empty()) {
                throw Refusals.undecodable(
                        type.mediaType(), "the pixel data are damaged or incomplete; send the file again");
            }
            fitter.fit(image, destination);
        } catch (NoisyStudentException e) {
            throw e;
        } catch (RuntimeException e) {
            // OpenCV's own limits and assertions: "OpenCV(version) file:line: error: (code) what is wrong".
            String text = String.valueOf(e.getMessage());
            String reason = text.substring(Math.max(0, text.indexOf("error: ")))
                    .lines()
                    .findFirst()
                    .orElse("no reason given");
            throw new NoisyStudentException(
                    ErrorCode.UNDECODABLE_IMAGE, type.mediaType(), "the image cannot be decoded: " + reason, e);
        }
    }

    /** Frees the native memory; samples that were opened are no longer valid. */
    @Override
    public void close() {
        decoded.close();
        encoded.close();
        fitter.close();
    }

    /** One JPEG or PNG, whose essential bytes lie in the decoder's buffer. */
    private final class Picture implements EncodedSamples {
        private final ContentType type;
        private final int length;
        private final int flags;

        Picture(ContentType type, int length, int flags) {
            this.type = type;
            this.length = length;
            this.flags = flags;
        }

        @Override
        public int count() {
            return 1;
        }

        @Override
        public void decode(int index, ByteBuffer destination) {
            checkRoom(destination);
            if (index != 0) {
                throw new IndexOutOfBoundsException("image " + index + " of 1");
            }
            decodePicture(type, length, flags, destination);
        }
    }

    /** The images of one npy array. */
    private final class Batch implements EncodedSamples {
        private final byte[] value;
        private final NpyArray array;

        Batch(byte[] value, NpyArray array) {
            this.value = value;
            this.array = array;
        }

        @Override
        public int count() {
            return array.count();
        }

        @Override
        public void decode(int index, ByteBuffer destination) {
            checkRoom(destination);
            int offset = array.offset(index);
            if (array.image().equals(shape)) {
                destination.put(value, offset, shape.bytes());
                return;
            }
            ImageShape from = array.image();
            decoded.create(from.height(), from.width(), CV_8UC(from.channels()));
            decoded.data().put(value, offset, from.bytes());
            fitter.fit(decoded, destination);
        }
    }

    private void checkRoom(ByteBuffer destination) {
        if (destination.remaining() < shape.bytes()) {
            throw new IllegalArgumentException("the destination has room for " + destination.remaining()
                    + " bytes; an image of " + shape + " needs " + shape.bytes());
        }
    }
}
