package io.noisystudent.labeler.models;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.ClassifierOutputs;
import io.noisystudent.inference.Device;
import io.noisystudent.labeler.stages.Engine;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A version that is ready to work, shared by the workers and the inference endpoint: on a CPU as many batches at once as
 * there are threads, on a GPU one.
 *
 * <p>Pixels are copied into a classifier's own memory (some 10 microseconds for 32 small images), so that every user
 * decodes without holding one.
 */
public final class LoadedModel implements Engine {
    private final ModelRef ref;
    private final Classifier classifier;
    private final List<Classifier> classifiers = new ArrayList<>();
    private final BlockingQueue<Classifier> idle;

    /** @param runsAtOnce most runs at the same time on a CPU */
    LoadedModel(ModelRef ref, Classifier classifier, int runsAtOnce) {
        this.ref = ref;
        this.classifier = classifier;
        classifiers.add(classifier);
        if (classifier.device() == Device.CPU) {
            IntStream.range(1, runsAtOnce).forEach(i -> classifiers.add(classifier.sibling()));
        }
        idle = new ArrayBlockingQueue<>(classifiers.size(), false, classifiers);
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
        Classifier own = take();
        try {
            own.input().put(images);
            reader.accept(own.run(count));
        } finally {
            idle.add(own);
        }
    }

    private Classifier take() {
        try {
            return idle.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ref + ": interrupted while all classifiers were busy", e);
        }
    }

    void close() {
        classifiers.forEach(Classifier::close);
    }
}
