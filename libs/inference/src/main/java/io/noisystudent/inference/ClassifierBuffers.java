package io.noisystudent.inference;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** The direct buffers of a classifier, allocated once for its largest batch. */
record ClassifierBuffers(
        ImageShape image, int classes, ByteBuffer input, FloatBuffer logits, FloatBuffer probabilities) {
    static ClassifierBuffers allocate(ImageShape image, int classes, int maxBatch) {
        long pixels = (long) image.bytes() * maxBatch;
        long scores = (long) classes * maxBatch * Float.BYTES;
        if (Math.max(pixels, scores) > Integer.MAX_VALUE) {
            throw new NoisyStudentException(
                    ErrorCode.MODEL_LIMITS,
                    "batch",
                    "a batch of " + maxBatch + " images of " + image + " with " + classes
                            + " classes does not fit into 2 GiB; lower the batch");
        }
        return new ClassifierBuffers(
                image,
                classes,
                direct(pixels),
                direct(scores).asFloatBuffer(),
                direct(scores).asFloatBuffer());
    }

    private static ByteBuffer direct(long bytes) {
        return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
    }
}
