package io.noisystudent.labeler.inference;

import java.nio.ByteBuffer;

/** Images that came as pixels. */
final class PixelImages implements RequestImages {
    private final TensorData data;
    private final int count;
    private int read;

    PixelImages(TensorData data, int count) {
        this.data = data;
        this.count = count;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long nextPixels() {
        return 0;
    }

    @Override
    public void read(Admission.Turn turn, ByteBuffer batch) {
        int from = read;
        read += batch.remaining();
        data.copy(from, batch);
    }

    @Override
    public void close() {
        // Nothing but memory of Java.
    }
}
