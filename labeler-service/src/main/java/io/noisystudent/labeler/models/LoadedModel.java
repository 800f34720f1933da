package io.noisystudent.labeler.models;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.ClassifierOutputs;
import io.noisystudent.inference.Device;
import io.noisystudent.labeler.stages.Engine;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * A version that is ready to work, shared by the workers and the inference endpoint: on each device a session, and as many
 * batches at once as it takes.
 *
 * <p>Pixels are copied into a classifier's own memory (some 10 microseconds for 32 small images), so that every user
 * decodes without holding one.
 */
public final class LoadedModel implements Engine {
    private final ModelRef ref;
    private final Classifier classifier;
    private final ClassifierPool pool;
    private final DeviceGuard guard;

    /**
     * Takes over the classifiers.
     *
     * @param devices the classifiers of each device, of which all share its session; all devices are of the same kind
     */
    LoadedModel(ModelRef ref, List<List<Classifier>> devices, DeviceGuard guard) {
        this.ref = ref;
        this.classifier = devices.get(0).get(0);
        this.pool = new ClassifierPool(devices);
        this.guard = guard;
    }

    public ModelRef ref() {
        return ref;
    }

    public Device device() {
        return classifier.device();
    }

    /** Class names in the order of the columns. */
    public List<String> classNames() {
        return classifier.classes();
    }

    /** Most images in one call of {@link #classify}. */
    public int maxBatch() {
        return classifier.maxBatch();
    }

    @Override
    public ImageShape imageShape() {
        return classifier.imageShape();
    }

    @Override
    public Resize resize() {
        return classifier.resize();
    }

    @Override
    public int classes() {
        return classifier.classes().size();
    }

    @Override
    public Execution execution() {
        return classifier.execution();
    }

    @Override
    public void classify(ByteBuffer images, FloatBuffer probabilities) {
        run(
                images,
                predictions ->
                        probabilities.clear().put(predictions.probabilities()).flip());
    }

    /** As {@link #classify(ByteBuffer, FloatBuffer)}, with the logits too. */
    public void classify(ByteBuffer images, FloatBuffer logits, FloatBuffer probabilities) {
        run(images, predictions -> {
            logits.put(predictions.logits());
            probabilities.put(predictions.probabilities());
        });
    }

    private void run(ByteBuffer images, Consumer<ClassifierOutputs> reader) {
        int count = images.remaining() / imageShape().bytes();
        ClassifierPool.Seat seat = take();
        try {
            seat.classifier().input().put(images);
            guard.running(() -> reader.accept(seat.classifier().run(count)));
        } finally {
            pool.giveBack(seat);
        }
    }

    private ClassifierPool.Seat take() {
        try {
            return pool.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ref + ": interrupted while all classifiers were busy", e);
        }
    }

    void close() {
        if (!guard.isLost()) {
            pool.all().forEach(Classifier::close);
        }
    }
}
