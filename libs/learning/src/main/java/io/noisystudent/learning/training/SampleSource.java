package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import java.nio.ByteBuffer;

/** Images of one shape that can be read in any order, by several threads at once. */
public interface SampleSource {
    int size();

    ImageShape shape();

    /** Writes image {@code index}, uint8 (H, W, C), at the destination's position and moves that past it. */
    void read(int index, ByteBuffer destination);
}
