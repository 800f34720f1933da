package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import java.nio.ByteBuffer;

/** Images one after the other in a buffer, which is not copied and must not change. */
public final class InMemorySamples implements SampleSource {
    private final ImageShape shape;
    private final ByteBuffer pixels;

    /** @param pixels uint8 (N, H, W, C) from the position to the limit */
    public InMemorySamples(ImageShape shape, ByteBuffer pixels) {
        if (pixels.remaining() % shape.bytes() != 0) {
            throw new IllegalArgumentException(
                    pixels.remaining() + " bytes are not a whole number of images of " + shape.bytes() + " bytes");
        }
        this.shape = shape;
        this.pixels = pixels.slice();
    }

    @Override
    public int size() {
        return pixels.remaining() / shape.bytes();
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public void read(int index, ByteBuffer destination) {
        destination.put(pixels.slice(index * shape.bytes(), shape.bytes()));
    }
}
