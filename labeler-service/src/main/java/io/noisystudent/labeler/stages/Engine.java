package io.noisystudent.labeler.stages;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.event.Execution;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** A network that classifies batches; any number of threads may share it and call it at once. */
public interface Engine {
    /** The shape of one image. */
    ImageShape imageShape();

    /** How images of another aspect are brought to that shape. */
    Resize resize();

    /** The number of classes. */
    int classes();

    /** What computes. */
    Execution execution();

    /**
     * Classifies the images from the position to the limit of {@code images}, uint8 (n,H,W,C).
     *
     * @param probabilities takes n rows of {@link #classes()} values from its start; its limit is set behind them
     */
    void classify(ByteBuffer images, FloatBuffer probabilities);
}
