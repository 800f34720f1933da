package io.noisystudent.labeler.models;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.labeler.stages.Engine;
import io.noisystudent.networks.inference.Classifier;
import io.noisystudent.networks.inference.Device;
import io.noisystudent.networks.inference.Predictions;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A version that is ready to work, shared by the workers and the inference endpoint: one batch at a time.
 *
 * <p>Pixels are copied into the classifier's own memory under the lock (some 10 microseconds for 32 small images), so
 * that everybody decodes the next batch while another's runs.
 */
public final class LoadedModel implements Engine {
    private final ModelRef ref;
    private final Classifier classifier;

    LoadedModel(ModelRef ref, Classifier classifier) {
        this.ref = ref;
        this.classifier = classifier;
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
    public int classes() {
        return classifier.classes().size();
    }

    @Override
    public void classify(ByteBuffer images, FloatBuffer probabilities) {
        synchronized (classifier) {
            Predictions predictions = run(images);
            probabilities.clear().put(predictions.probabilities()).flip();
        }
    }

    /** As {@link #classify(ByteBuffer, FloatBuffer)}, with the logits too. */
    public void classify(ByteBuffer images, FloatBuffer logits, FloatBuffer probabilities) {
        synchronized (classifier) {
            Predictions predictions = run(images);
            logits.put(predictions.logits());
            probabilities.put(predictions.probabilities());
        }
    }

    private Predictions run(ByteBuffer images) {
        int count = images.remaining() / classifier.imageShape().bytes();
        classifier.input().put(images);
        return classifier.run(count);
    }

    void close() {
        classifier.close();
    }
}
