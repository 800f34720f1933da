package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import java.nio.ByteBuffer;

/**
 * Some images of a source.
 *
 * @param rows their places in the source
 */
@SuppressWarnings("ArrayRecordComponent") // one int per row, never compared
record SelectedSamples(SampleSource images, int[] rows) implements SampleSource {
    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public ImageShape shape() {
        return images.shape();
    }

    @Override
    public void read(int index, ByteBuffer destination) {
        images.read(rows[index], destination);
    }
}
