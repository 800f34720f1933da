package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

/**
 * Writes images of one shape as PNG; {@link ImageDecoder} reads the same bytes back.
 *
 * <p>Not thread-safe: one instance per thread; it owns native memory.
 */
public final class PngEncoder implements AutoCloseable {
    static {
        // Here, because the first field that names a native class would load it without the lock.
        OpenCv.ensureLoaded();
    }

    private final ImageShape shape;
    private final Mat image;
    private final ByteBuffer pixels;
    private final BytePointer png = new BytePointer();

    public PngEncoder(ImageShape shape) {
        this.shape = shape;
        this.image = new Mat(shape.height(), shape.width(), CV_8UC(shape.channels()));
        this.pixels = new BytePointer(image.data()).capacity(shape.bytes()).asByteBuffer();
    }

    /**
     * The PNG file of one image.
     *
     * @param source uint8 HWC (RGB if it has colors) from the position on, which advances by {@code shape.bytes()}
     */
    public byte[] encode(ByteBuffer source) {
        int end = source.position() + shape.bytes();
        pixels.clear().put(source.duplicate().limit(end));
        source.position(end);
        if (shape.channels() == 3) {
            cvtColor(image, image, COLOR_RGB2BGR);
        }
        if (!imencode(".png", image, png)) {
            throw new IllegalStateException("OpenCV cannot write a PNG of " + shape);
        }
        byte[] file = new byte[(int) png.limit()];
        png.position(0).get(file);
        return file;
    }

    @Override
    public void close() {
        png.close();
        image.close();
    }
}
