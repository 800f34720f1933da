package io.noisystudent.bench;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.vision.natives.NativeLibraries;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.LUT;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_NEAREST;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

/** What two operations cost at least in OpenCV: one affine warp and one table look-up, with copies in and out. */
final class OpenCvNoise implements AutoCloseable {
    private static final double ANGLE = 0.2;

    static {
        NativeLibraries.load(opencv_core.class, opencv_imgproc.class);
        opencv_core.setNumThreads(1);
    }

    private final Mat source;
    private final Mat warped = new Mat();
    private final Mat mapped = new Mat();
    private final Mat matrix = new Mat(2, 3, CV_64F);
    private final Mat table = new Mat(1, 256, CV_8UC1);
    private final Size size;
    private final Scalar gray = Scalar.all(128);
    private final int bytes;

    OpenCvNoise(ImageShape shape) {
        bytes = shape.bytes();
        source = new Mat(shape.height(), shape.width(), CV_8UC(shape.channels()));
        size = new Size(shape.width(), shape.height());
        double cos = Math.cos(ANGLE);
        double sin = Math.sin(ANGLE);
        ByteBuffer rotation = view(matrix, 48).order(ByteOrder.nativeOrder());
        rotation.asDoubleBuffer().put(new double[] {cos, -sin, 2, sin, cos, -2});
        ByteBuffer inverse = view(table, 256);
        for (int value = 0; value < 256; value++) {
            inverse.put((byte) (255 - value));
        }
    }

    void apply(ByteBuffer from, ByteBuffer to) {
        view(source, bytes).put(from);
        warpAffine(source, warped, matrix, size, INTER_NEAREST, BORDER_CONSTANT, gray);
        LUT(warped, table, mapped);
        to.put(view(mapped, bytes));
    }

    private static ByteBuffer view(Mat mat, int bytes) {
        return new BytePointer(mat.data()).capacity(bytes).asByteBuffer();
    }

    @Override
    public void close() {
        source.close();
        warped.close();
        mapped.close();
        matrix.close();
        table.close();
        size.close();
        gray.close();
    }
}
