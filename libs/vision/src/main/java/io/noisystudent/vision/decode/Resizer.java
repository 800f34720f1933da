package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC;

/**
 * Brings decoded images of one shape to another, exactly as the decoder would have: averaged over areas where both sides
 * shrink, bilinear otherwise. Images that have the shape are copied. Not thread-safe: one instance per thread.
 */
public final class Resizer implements AutoCloseable {
    private final boolean same;
    private final Fitter fitter;
    private final Mat image;
    private final ByteBuffer pixels;

    public Resizer(ImageShape from, ImageShape to) {
        same = from.equals(to);
        // Images were brought to the aspect when they were decoded; what rounding left of a difference is stretched.
        fitter = new Fitter(to, Resize.STRETCH);
        image = new Mat(from.height(), from.width(), CV_8UC(from.channels()));
        pixels = new BytePointer(image.data()).capacity(from.bytes()).asByteBuffer();
    }

    /** Reads an image (uint8 HWC) at the source's position and writes the other at the destination's; both advance. */
    public void apply(ByteBuffer source, ByteBuffer destination) {
        if (same) {
            destination.put(source);
            return;
        }
        pixels.clear().put(source);
        fitter.fit(image, destination);
    }

    /** The same of a part of the image. */
    public void apply(ByteBuffer source, Part part, ByteBuffer destination) {
        pixels.clear().put(source);
        fitter.fit(image, part, destination);
    }

    @Override
    public void close() {
        fitter.close();
        image.close();
    }
}
