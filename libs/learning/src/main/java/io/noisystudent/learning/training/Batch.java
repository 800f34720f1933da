package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Tensors;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.ServedSignature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.pytorch.Tensor;

/**
 * Direct memory for the images and targets of one step, used again and again, and tensors over it. Where the teacher
 * labels views of the pseudo-labeled images, these and the weights of their rows are in there too.
 */
final class Batch implements AutoCloseable {
    private final int firstView;
    private final int imageBytes;
    private final int classes;
    private final ByteBuffer pixels;
    private final ByteBuffer viewPixels;
    private final FloatBuffer distributions;
    private final double[] weights;
    private final Tensor images;
    private final Tensor views;
    private final Tensor targets;

    private Batch(int rows, int viewCount, ImageShape shape, int classes) {
        firstView = rows - viewCount;
        imageBytes = shape.bytes();
        this.classes = classes;
        pixels = ByteBuffer.allocateDirect(Math.multiplyExact(rows, imageBytes));
        viewPixels = ByteBuffer.allocateDirect(Math.multiplyExact(viewCount, imageBytes));
        distributions = ByteBuffer.allocateDirect(Math.multiplyExact(rows, classes * Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        weights = new double[viewCount];
        images = over(pixels, rows, shape);
        views = over(viewPixels, viewCount, shape);
        targets = NativeScope.keep(Tensors.overFloats(distributions, rows, classes));
    }

    /** For one step of a phase of this network. */
    static Batch of(Phase phase, Graph graph) {
        boolean online = phase.recipe().objective().onlineLabels() != null;
        int views = online ? phase.plan().pseudoLabeledRows() : 0;
        return new Batch(
                phase.plan().rows(),
                views,
                phase.shape(),
                ServedSignature.of(graph).classes());
    }

    private static Tensor over(ByteBuffer pixels, int rows, ImageShape shape) {
        return NativeScope.keep(Tensors.overBytes(pixels, rows, shape.height(), shape.width(), shape.channels()));
    }

    /** uint8 (N, H, W, C). */
    Tensor images() {
        return images;
    }

    /** uint8 (U, H, W, C): other views of the last rows, which the teacher labels; U may be 0. */
    Tensor views() {
        return views;
    }

    /** The row of a view. */
    int rowOf(int view) {
        return firstView + view;
    }

    /** What the loss of a view's row is multiplied by. */
    double weight(int view) {
        return weights[view];
    }

    int viewCount() {
        return weights.length;
    }

    /** float32 (N, K), each row a distribution. */
    Tensor targets() {
        return targets;
    }

    /** Where the pixels of a row go. */
    ByteBuffer pixels(int row) {
        return pixels.slice(row * imageBytes, imageBytes);
    }

    /** Where the pixels of the view of a row go. */
    ByteBuffer viewPixels(int row) {
        return viewPixels.slice((row - firstView) * imageBytes, imageBytes);
    }

    void setWeight(int row, double weight) {
        weights[row - firstView] = weight;
    }

    void setTarget(int row, float[] distribution) {
        distributions.put(row * classes, distribution);
    }

    @Override
    public void close() {
        images.close();
        views.close();
        targets.close();
    }
}
