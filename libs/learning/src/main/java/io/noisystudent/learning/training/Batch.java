package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.objective.BatchTargets;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.TeacherView;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.ServedSignature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.bytedeco.pytorch.Tensor;

/**
 * Direct memory for the images of one step and what is known of them, used again and again, and tensors over it: labels
 * that people gave, the teacher's stored labels, weights, and other views of the rows that a teacher labels in the loop.
 */
final class Batch implements AutoCloseable {
    private final int labeledRows;
    private final int firstView;
    private final int imageBytes;
    private final int classes;
    private final TeacherView view;
    private final Compute compute;
    private final ByteBuffer pixels;
    private final ByteBuffer viewPixels;
    private final LongBuffer labels;
    private final FloatBuffer distributions;
    private final FloatBuffer rowWeights;
    private final Tensor images;
    private final Tensor views;
    private final Tensor hardLabels;
    private final Tensor softLabels;
    private final Tensor weights;

    private Batch(Plan plan, ImageShape shape, int classes, LossInputs inputs, Compute compute) {
        this.classes = classes;
        this.compute = compute;
        int rows = plan.rows();
        labeledRows = plan.labeledRows();
        view = inputs.teacherView();
        firstView = view.isOf(true) ? 0 : labeledRows;
        int viewCount = view.isOf(false) ? rows - firstView : 0;
        imageBytes = shape.bytes();
        pixels = direct(Math.multiplyExact(rows, imageBytes));
        viewPixels = direct(Math.multiplyExact(viewCount, imageBytes));
        labels = direct(Math.multiplyExact(rows, Long.BYTES)).asLongBuffer();
        int stored = inputs.storedLabels() ? rows : 0;
        distributions =
                direct(Math.multiplyExact(stored, classes * Float.BYTES)).asFloatBuffer();
        rowWeights = direct(Math.multiplyExact(rows, Float.BYTES)).asFloatBuffer();
        images = over(pixels, rows, shape);
        views = over(viewPixels, viewCount, shape);
        hardLabels = NativeScope.keep(compute.overLongs(labels, rows));
        softLabels = NativeScope.keep(compute.overFloats(distributions, stored, classes));
        weights = NativeScope.keep(compute.overFloats(rowWeights, rows));
    }

    /** For one step of a phase of this network. */
    static Batch of(Phase phase, Graph graph, LossInputs inputs, Compute compute) {
        return new Batch(phase.plan(), phase.shape(), ServedSignature.of(graph).classes(), inputs, compute);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private Tensor over(ByteBuffer bytes, int rows, ImageShape shape) {
        return NativeScope.keep(compute.overBytes(bytes, rows, shape.height(), shape.width(), shape.channels()));
    }

    /** uint8 (N, H, W, C), on the device. */
    Tensor images() {
        return compute.onDevice(images);
    }

    /** What is known of the rows, on the device. */
    BatchTargets targets() {
        return new BatchTargets(
                labeledRows, compute.onDevice(hardLabels), compute.onDevice(softLabels), compute.onDevice(weights));
    }

    /** How many rows teachers are shown. */
    int rowsOf(TeacherView shown) {
        return Math.toIntExact(shown == TeacherView.SAME ? images.size(0) : views.size(0));
    }

    /** What teachers are shown, uint8 (V, H, W, C), on the device. */
    Tensor shown(TeacherView shown) {
        return compute.onDevice(shown == TeacherView.SAME ? images : views);
    }

    /** Whether a view of this row is wanted. */
    boolean hasView(int row) {
        return view.isOf(row < labeledRows);
    }

    /** Whether the stored labels are wanted. */
    boolean hasStoredLabels() {
        return distributions.capacity() > 0;
    }

    /** Where the pixels of a row go. */
    ByteBuffer pixels(int row) {
        return pixels.slice(row * imageBytes, imageBytes);
    }

    /** Where the pixels of the view of a row go. */
    ByteBuffer viewPixels(int row) {
        return viewPixels.slice((row - firstView) * imageBytes, imageBytes);
    }

    void setHardLabel(int row, int label) {
        labels.put(row, label);
    }

    void setSoftLabel(int row, float[] distribution) {
        distributions.put(row * classes, distribution);
    }

    void setWeight(int row, double weight) {
        rowWeights.put(row, (float) weight);
    }

    @Override
    public void close() {
        images.close();
        views.close();
        hardLabels.close();
        softLabels.close();
        weights.close();
    }
}
