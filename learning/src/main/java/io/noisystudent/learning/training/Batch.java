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

/** Direct memory for the images and targets of one step, used again and again, and tensors over it. */
final class Batch implements AutoCloseable {
    private final int imageBytes;
    private final int classes;
    private final ByteBuffer pixels;
    private final FloatBuffer distributions;
    private final Tensor images;
    private final Tensor targets;

    Batch(int rows, ImageShape shape, int classes) {
        imageBytes = shape.bytes();
        this.classes = classes;
        pixels = ByteBuffer.allocateDirect(Math.multiplyExact(rows, imageBytes));
        distributions = ByteBuffer.allocateDirect(Math.multiplyExact(rows, classes * Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        images = NativeScope.keep(Tensors.overBytes(pixels, rows, shape.height(), shape.width(), shape.channels()));
        targets = NativeScope.keep(Tensors.overFloats(distributions, rows, classes));
    }

    static Batch of(int rows, TrainingData data, Graph graph) {
        return new Batch(
                rows,
                data.labelled().images().shape(),
                ServedSignature.of(graph).classes());
    }

    /** uint8 (N, H, W, C). */
    Tensor images() {
        return images;
    }

    /** float32 (N, K), each row a distribution. */
    Tensor targets() {
        return targets;
    }

    /** Where the pixels of a row go. */
    ByteBuffer pixels(int row) {
        return pixels.slice(row * imageBytes, imageBytes);
    }

    void setTarget(int row, float[] distribution) {
        distributions.put(row * classes, distribution);
    }

    @Override
    public void close() {
        images.close();
        targets.close();
    }
}
