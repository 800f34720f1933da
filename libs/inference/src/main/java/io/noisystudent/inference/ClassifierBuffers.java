package io.noisystudent.inference;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The direct buffers of a classifier, allocated once for its largest batch.
 *
 * @param all of them as whole pages, which a device can pin
 */
record ClassifierBuffers(
        ImageShape image,
        int classes,
        ByteBuffer input,
        FloatBuffer logits,
        FloatBuffer probabilities,
        List<ByteBuffer> all) {
    /** Of the processors that CUDA has drivers for. */
    private static final int PAGE = 4096;

    static ClassifierBuffers allocate(ImageShape image, int classes, int maxBatch) {
        long pixels = (long) image.bytes() * maxBatch;
        long scores = (long) classes * maxBatch * Float.BYTES;
        if (Math.max(pixels, scores) > Integer.MAX_VALUE - 2 * PAGE) {
            throw new NoisyStudentException(
                    ErrorCode.MODEL_LIMITS,
                    "batch",
                    "a batch of " + maxBatch + " images of " + image + " with " + classes
                            + " classes does not fit into 2 GiB; lower the batch");
        }
        ByteBuffer input = wholePages(pixels);
        ByteBuffer logits = wholePages(scores);
        ByteBuffer probabilities = wholePages(scores);
        return new ClassifierBuffers(
                image,
                classes,
                input.slice(0, (int) pixels).order(ByteOrder.nativeOrder()),
                floats(logits, scores),
                floats(probabilities, scores),
                List.of(input, logits, probabilities));
    }

    private static FloatBuffer floats(ByteBuffer pages, long bytes) {
        return pages.slice(0, (int) bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    private static ByteBuffer wholePages(long bytes) {
        long pages = (bytes + PAGE - 1) / PAGE * PAGE;
        return ByteBuffer.allocateDirect(Math.toIntExact(pages + PAGE))
                .alignedSlice(PAGE)
                .slice(0, (int) pages);
    }
}
