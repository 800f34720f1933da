package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

/**
 * Brings an image to one shape: colors first, then size.
 *
 * <p>Gray is copied into three channels; RGB becomes gray as 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601). The size is
 * averaged over areas where both sides shrink, bilinear otherwise; of what, {@link Resize} says. A part in the middle
 * has whole pixels: the side that is cut has the length nearest to the wanted aspect, and what is cut off differs by at most
 * one pixel between its two ends.
 */
final class Fitter implements AutoCloseable {
    static {
        // Here, because the first field that names a native class would load it without the lock.
        OpenCv.ensureLoaded();
    }

    private final ImageShape shape;
    private final Resize resize;
    private final Size size;
    private final Mat fitted;
    private final Mat converted = new Mat();
    private final ByteBuffer pixels;

    Fitter(ImageShape shape, Resize resize) {
        this.shape = shape;
        this.resize = resize;
        this.size = new Size(shape.width(), shape.height());
        this.fitted = new Mat(shape.height(), shape.width(), CV_8UC(shape.channels()));
        this.pixels = new BytePointer(fitted.data()).capacity(shape.bytes()).asByteBuffer();
    }

    /** Writes the image (1 or 3 channels, uint8) at the destination's position. */
    void fit(Mat image, ByteBuffer destination) {
        Mat colored = image;
        if (image.channels() != shape.channels()) {
            cvtColor(image, converted, shape.channels() == 1 ? COLOR_RGB2GRAY : COLOR_GRAY2RGB);
            colored = converted;
        }
        Part part = Part.of(colored.rows(), colored.cols(), shape, resize);
        if (part.height() == colored.rows() && part.width() == colored.cols()) {
            scale(colored);
        } else {
            scale(colored, part);
        }
        destination.put(pixels.clear());
    }

    /** Writes a part of the image, which has the shape's channels, at the destination's position. */
    void fit(Mat image, Part part, ByteBuffer destination) {
        scale(image, part);
        destination.put(pixels.clear());
    }

    private void scale(Mat image, Part part) {
        try (Rect rectangle = new Rect(part.left(), part.top(), part.width(), part.height());
                Mat view = new Mat(image, rectangle)) {
            scale(view);
        }
    }

    private void scale(Mat image) {
        int height = image.rows();
        int width = image.cols();
        if (height == shape.height() && width == shape.width()) {
            image.copyTo(fitted);
        } else {
            boolean shrinks = height >= shape.height() && width >= shape.width();
            resize(image, fitted, size, 0, 0, shrinks ? INTER_AREA : INTER_LINEAR);
        }
    }

    @Override
    public void close() {
        converted.close();
        fitted.close();
        size.close();
    }
}
