package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
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
 * <p>Gray is copied into three channels; RGB becomes gray as 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601). The image is
 * stretched to the shape, without regard to its aspect: averaged over areas where both sides shrink, bilinear otherwise.
 */
final class Fitter implements AutoCloseable {
    static {
        // Here, because the first field that names a native class would load it without the lock.
        OpenCv.ensureLoaded();
    }

    private final ImageShape shape;
    private final Size size;
    private final Mat fitted;
    private final Mat converted = new Mat();
    private final ByteBuffer pixels;

    Fitter(ImageShape shape) {
        this.shape = shape;
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
        int height = colored.rows();
        int width = colored.cols();
        if (height == shape.height() && width == shape.width()) {
            colored.copyTo(fitted);
        } else {
            boolean shrinks = height >= shape.height() && width >= shape.width();
            resize(colored, fitted, size, 0, 0, shrinks ? INTER_AREA : INTER_LINEAR);
        }
        destination.put(pixels.clear());
    }

    @Override
    public void close() {
        converted.close();
        fitted.close();
        size.close();
    }
}
