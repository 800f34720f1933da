package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.TeacherView;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostBuffer;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.ServedSignature;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Memory of the host for the images of one step and what is known of them, used again and again, and tensors over it:
 * labels and distributions that people gave, the teacher's stored labels, weights, and other views of the rows that a
 * teacher labels in the loop.
 */
final class Batch implements AutoCloseable {
    private final int labeledRows;
    private final int firstView;
    private final int imageBytes;
    private final int classes;
    private final TeacherView view;
    private final List<HostBuffer> memory = new ArrayList<>();
    private final ByteBuffer pixels;
    private final ByteBuffer viewPixels;
    private final LongBuffer labels;
    private final FloatBuffer distributions;
    private final FloatBuffer labelTargets;
    private final FloatBuffer rowWeights;
    private final BatchTensors tensors;
    private double ownShare = 1;

    private Batch(Plan plan, ImageShape shape, int classes, LossInputs inputs, Compute compute) {
        this.classes = classes;
        int rows = plan.rows();
        labeledRows = plan.labeledRows();
        view = inputs.teacherView();
        firstView = view.isOf(true) ? 0 : labeledRows;
        int viewCount = view.isOf(false) ? rows - firstView : 0;
        imageBytes = shape.bytes();
        pixels = memory(Math.multiplyExact(rows, imageBytes), compute);
        viewPixels = memory(Math.multiplyExact(viewCount, imageBytes), compute);
        labels = memory(Math.multiplyExact(rows, Long.BYTES), compute).asLongBuffer();
        int stored = inputs.storedLabels() ? rows : 0;
        distributions = memory(Math.multiplyExact(stored, classes * Float.BYTES), compute)
                .asFloatBuffer();
        int given = inputs.labelTargets() ? labeledRows : 0;
        labelTargets = memory(Math.multiplyExact(given, classes * Float.BYTES), compute)
                .asFloatBuffer();
        rowWeights = memory(Math.multiplyExact(rows, Float.BYTES), compute).asFloatBuffer();
        tensors = new BatchTensors(
                compute,
                labeledRows,
                firstView,
                1,
                List.of(
                        NativeScope.keep(images(compute, pixels, rows, shape)),
                        NativeScope.keep(images(compute, viewPixels, viewCount, shape)),
                        NativeScope.keep(compute.overLongs(labels, rows)),
                        NativeScope.keep(compute.overFloats(distributions, stored, classes)),
                        NativeScope.keep(compute.overFloats(labelTargets, given, classes)),
                        NativeScope.keep(compute.overFloats(rowWeights, rows))));
    }

    /** For one step of a phase of this network. */
    static Batch of(Phase phase, Graph graph, LossInputs inputs, Compute compute) {
        return new Batch(phase.plan(), phase.shape(), ServedSignature.of(graph).classes(), inputs, compute);
    }

    private ByteBuffer memory(int bytes, Compute compute) {
        HostBuffer buffer = compute.hostBuffer(bytes);
        memory.add(buffer);
        return buffer.bytes();
    }

    private static Tensor images(Compute compute, ByteBuffer bytes, int rows, ImageShape shape) {
        return compute.overBytes(bytes, rows, shape.height(), shape.width(), shape.channels());
    }

    /** Tensors over this memory. */
    BatchTensors tensors() {
        return tensors.mixed(ownShare);
    }

    /** Whether a view of this row is wanted. */
    boolean hasView(int row) {
        return view.isOf(row < labeledRows);
    }

    /** Whether the stored labels are wanted. */
    boolean hasStoredLabels() {
        return distributions.capacity() > 0;
    }

    /** Whether the distributions that people gave are wanted. */
    boolean hasLabelTargets() {
        return labelTargets.capacity() > 0;
    }

    /** Where the pixels of a row go. */
    ByteBuffer pixels(int row) {
        return pixels.slice(row * imageBytes, imageBytes);
    }

    /** Where the pixels of the view of a row go. */
    ByteBuffer viewPixels(int row) {
        return viewPixels.slice((row - firstView) * imageBytes, imageBytes);
    }

    /** Of each row's own image in its pixels; the rest is its partner's. */
    void setOwnShare(double share) {
        ownShare = share;
    }

    void setHardLabel(int row, int label) {
        labels.put(row, label);
    }

    void setSoftLabel(int row, float[] distribution) {
        distributions.put(row * classes, distribution);
    }

    /** Of a labeled row. */
    void setLabelTarget(int row, float[] distribution) {
        labelTargets.put(row * classes, distribution);
    }

    void setWeight(int row, double weight) {
        rowWeights.put(row, (float) weight);
    }

    @Override
    public void close() {
        tensors.tensors().forEach(Tensor::close);
        memory.forEach(HostBuffer::close);
    }
}
